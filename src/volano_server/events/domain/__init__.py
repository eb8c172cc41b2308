"""Pure rules of events: which event a webhook wants, how a delivery is signed and when it is tried again."""
