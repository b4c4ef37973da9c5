"""What all slices share of the table: its keys, its border, and its cursors."""
