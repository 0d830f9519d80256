"""Home page, help, tasks, and the OpenAPI document as a page."""
