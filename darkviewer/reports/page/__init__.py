"""Pages made of documents: HTML that needs no network and no script."""
