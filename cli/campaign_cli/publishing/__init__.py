"""`campaign publish`: from folders to revisions that reviewers have approved."""
