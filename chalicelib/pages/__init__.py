"""Pages: what readers look at, named by one pure function and remembered once somebody commented."""
