"""Other standards' formats: pages, feeds, calendars, and the folder that a web server serves."""
