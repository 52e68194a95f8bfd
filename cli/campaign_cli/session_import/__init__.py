"""A programme from a file: read, compared with what the campaign has, and carried out if told to."""
