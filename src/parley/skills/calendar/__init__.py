"""The calendar: a person's own events, and those of the calendars that the house reads."""
