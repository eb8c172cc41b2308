"""OTLP trace exports (opentelemetry-proto 1.x) in their two forms, as spans of ours."""
