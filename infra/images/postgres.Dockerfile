FROM postgres:18.1
