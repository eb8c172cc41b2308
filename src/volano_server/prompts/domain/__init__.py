"""Pure rules of prompts: templates, content, output, secrets."""
