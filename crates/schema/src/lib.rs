//! Names, types, attributes and relations of a schema.
