"""What browsers get, made of the readable sources in `chalicelib/web`: `embed` of the embed's, `desk` of the moderator page's."""
