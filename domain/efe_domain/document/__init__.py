"""Documents as an Instance keeps them: what the register says of bytes that are gone."""
