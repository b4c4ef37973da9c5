"""What a site brings along from where it was before."""
