"""How a site is doing: views, comments and decisions over time, and how long comments wait."""
