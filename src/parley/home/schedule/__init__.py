"""What rings at a time: timers, alarms, reminders, routines; each once, whatever stops and starts."""
