"""The same plans on Spark, for a warehouse that one machine no longer holds (extra `spark`)."""
