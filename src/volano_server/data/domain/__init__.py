"""The pure side of the data area: texts and mails, recipes and their steps, profiles."""
