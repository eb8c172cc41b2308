"""Pure rules of telemetry: spans and their bounds, attribute families, cost, trees, histograms, the OTLP forms."""
