"""The embed as browsers get it, made of its readable source in `chalicelib/web/embed`."""
