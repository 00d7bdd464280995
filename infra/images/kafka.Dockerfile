FROM apache/kafka:4.3.1
