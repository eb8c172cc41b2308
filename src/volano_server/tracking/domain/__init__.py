"""Pure rules of runs: states, metric values and their curves, comparison, log text."""
