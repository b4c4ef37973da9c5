"""Where a site's readers came from: which hosts, and how many views of a day each brought."""
