"""Page views: each load of a page by a person, counted once."""
