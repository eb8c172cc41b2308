"""HTTP of access: the guard that every route wears, and the routes for people, keys and sessions."""
