"""Data as it comes in: text files, Parquet files and tables, looked at before any value is let on."""
