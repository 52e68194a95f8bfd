"""The OpenAPI documents in docs/openapi/, generated from the routes and models of the code."""
