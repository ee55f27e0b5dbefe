// The stats component: describes one column of numbers.
//
// This file is the program and knows nothing of components; bindings.go is
// what connects it to the interfaces demo:report/csv and demo:report/stats.
package main

import (
	"errors"
	"math"
	"slices"
	"strings"
)

// Table is where columns come from.
type Table interface {
	Texts(column string) ([]string, error)
	Numbers(column string) ([]Option[float64], error)
}

type Option[T any] struct {
	Some  bool
	Value T
}

type Statistic uint8

const (
	Mean Statistic = iota
	Median
	Minimum
	Maximum
)

type Trend uint8

const (
	Falling Trend = iota
	Steady
	Rising
)

type Summary struct {
	Count, Missing          uint32
	Minimum, Maximum        float64
	Mean, Median, Deviation float64
	Trend                   Trend
}

type Bucket struct {
	Low, High float64
	Count     uint32
}

type Reading struct {
	Label string
	Value float64
}

type Point struct {
	Month string
	Value Option[float64]
}

type Series struct {
	Name   string
	Points []Point
}

var ErrNoValues = errors.New("no values")

func Summarize(t Table, column string) (Summary, error) {
	all, err := t.Numbers(column)
	if err != nil {
		return Summary{}, err
	}
	values := present(all)
	if len(values) == 0 {
		return Summary{}, ErrNoValues
	}
	mean := Mean.of(values)
	deviation := deviation(values, mean)
	return Summary{
		Count:     uint32(len(values)),
		Missing:   uint32(len(all) - len(values)),
		Minimum:   Minimum.of(values),
		Maximum:   Maximum.of(values),
		Mean:      mean,
		Median:    Median.of(values),
		Deviation: deviation,
		Trend:     trend(values, mean, deviation),
	}, nil
}

func Histogram(t Table, column string, atMost int) ([]Bucket, error) {
	all, err := t.Numbers(column)
	if err != nil {
		return nil, err
	}
	values := present(all)
	if len(values) == 0 {
		return nil, ErrNoValues
	}
	low, high := slices.Min(values), slices.Max(values)
	buckets := divide(low, high, max(atMost, 1))
	for _, v := range values {
		i, _ := slices.BinarySearchFunc(buckets, v, func(b Bucket, v float64) int {
			if b.High <= v {
				return -1
			}
			return 1
		})
		buckets[min(i, len(buckets)-1)].Count++
	}
	return buckets, nil
}

func Highest(t Table, column string, labels []string, count int) ([]Reading, error) {
	values, err := t.Numbers(column)
	if err != nil {
		return nil, err
	}
	columns := make([][]string, len(labels))
	for i, name := range labels {
		if columns[i], err = t.Texts(name); err != nil {
			return nil, err
		}
	}

	var rows []int
	for row, v := range values {
		if v.Some {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil, ErrNoValues
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		switch {
		case values[a].Value > values[b].Value:
			return -1
		case values[a].Value < values[b].Value:
			return 1
		}
		return 0
	})

	var readings []Reading
	for _, row := range rows[:min(count, len(rows))] {
		var words []string
		for _, column := range columns {
			words = append(words, column[row])
		}
		readings = append(readings, Reading{strings.Join(words, ", "), values[row].Value})
	}
	return readings, nil
}

func Monthly(t Table, column, dates string, split Option[string], which Statistic) ([]Series, error) {
	values, err := t.Numbers(column)
	if err != nil {
		return nil, err
	}
	days, err := t.Texts(dates)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(values))
	if split.Some {
		if names, err = t.Texts(split.Value); err != nil {
			return nil, err
		}
	} else {
		for i := range names {
			names[i] = column
		}
	}

	type cell struct{ name, month string }
	cells := map[cell][]float64{}
	var order, months []string
	seen := map[cell]bool{} // names and months, each with the other empty
	first := func(c cell) bool {
		before := seen[c]
		seen[c] = true
		return !before
	}
	for row, v := range values {
		if !v.Some || len(days[row]) < len("2006-01") {
			continue
		}
		at := cell{names[row], days[row][:len("2006-01")]}
		if first(cell{name: at.name}) {
			order = append(order, at.name)
		}
		if first(cell{month: at.month}) {
			months = append(months, at.month)
		}
		cells[at] = append(cells[at], v.Value)
	}
	if len(order) == 0 {
		return nil, ErrNoValues
	}
	slices.Sort(months)

	series := make([]Series, len(order))
	for i, name := range order {
		series[i].Name = name
		for _, month := range months {
			point := Point{Month: month}
			if values := cells[cell{name, month}]; len(values) > 0 {
				point.Value = Option[float64]{true, which.of(values)}
			}
			series[i].Points = append(series[i].Points, point)
		}
	}
	return series, nil
}

// of computes a statistic of values, of which there is at least one.
func (s Statistic) of(values []float64) float64 {
	switch s {
	case Minimum:
		return slices.Min(values)
	case Maximum:
		return slices.Max(values)
	case Median:
		sorted := slices.Sorted(slices.Values(values))
		half := len(sorted) / 2
		if len(sorted)%2 == 1 {
			return sorted[half]
		}
		return sorted[half-1]/2 + sorted[half]/2
	default:
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		return sum / float64(len(values))
	}
}

func deviation(values []float64, mean float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(values)))
}

// trend looks at the line that fits the values best: over all of them it has
// to climb or fall by a standard deviation to count.
func trend(values []float64, mean, deviation float64) Trend {
	middle := float64(len(values)-1) / 2
	var xy, xx float64
	for i, v := range values {
		x := float64(i) - middle
		xy += x * (v - mean)
		xx += x * x
	}
	change := xy / xx * float64(len(values)-1)
	switch {
	case change > deviation:
		return Rising
	case change < -deviation:
		return Falling
	}
	return Steady
}

// divide covers low to high with buckets whose borders are multiples of one,
// two or five times a power of ten.
func divide(low, high float64, atMost int) []Bucket {
	span := high - low
	if span == 0 || math.IsInf(span, 0) {
		return []Bucket{{Low: low, High: high}}
	}
	power := math.Pow(10, math.Floor(math.Log10(span/float64(atMost))))
	for _, factor := range []float64{1, 2, 5, 10, 20} {
		width := power * factor
		first := math.Floor(low / width)
		count := int(math.Floor(high/width)-first) + 1
		if count > 1 && first+float64(count-1) == high/width {
			count-- // the highest value lies on the last border
		}
		if count > atMost {
			continue
		}
		buckets := make([]Bucket, count)
		for i := range buckets {
			buckets[i].Low = (first + float64(i)) * width
			buckets[i].High = (first + float64(i+1)) * width
		}
		return buckets
	}
	return []Bucket{{Low: low, High: high}}
}

func present(all []Option[float64]) []float64 {
	var values []float64
	for _, v := range all {
		if v.Some {
			values = append(values, v.Value)
		}
	}
	return values
}

// A component has no main function; its exports are all there is.
func main() {}
