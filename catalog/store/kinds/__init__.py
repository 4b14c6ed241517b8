"""The shape of every kind of record, on marshmallow."""
