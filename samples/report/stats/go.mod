module demo/report/stats

go 1.24
