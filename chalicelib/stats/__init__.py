"""How a site is doing: views, visits, comments and decisions over time, and how long comments wait."""
