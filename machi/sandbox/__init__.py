"""Free SQL, asked by anybody, in a process of its own that can do nothing but answer. ``ask`` is the way in."""
