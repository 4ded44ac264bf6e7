"""Dates: days of the week, holidays, the lunar calendar, and how long until."""
