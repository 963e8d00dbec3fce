"""The legal entities of a home: communes, EPCI, CCAS."""
