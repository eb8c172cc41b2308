"""What the lake promises (datasets, blobs) and what every implementation shares (locks, durable files, errors)."""
