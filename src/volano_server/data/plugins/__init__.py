"""Readers and writers of files, and the work on whole datasets: imports, recipes, profiles, exports."""
