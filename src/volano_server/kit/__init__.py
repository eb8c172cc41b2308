"""What every area may use and what knows no language model: errors, ids, clock, digests, paging, the outbound door."""
