"""The pages of the desk, one file per kind of work. A page declares its context, its template and its handlers."""
