"""Who signs in, with which roles, and the decision each route takes."""
