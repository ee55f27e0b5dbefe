//go:build wasip1

package main

// The canonical ABI of demo:report/csv and demo:report/stats, by hand.
//
// Addresses are 32 bits wide although Go's pointers on wasm are 64, so lists
// and strings in memory are pairs of uint32. All memory that crosses the
// border comes from one arena: what callers and callees pass to us, and what
// we return. It is taken back at once after each call, by `cabi_post_`.

import (
	"errors"
	"runtime"
	"runtime/debug"
	"unsafe"
)

// Collecting garbage is left to the start of calls. It may read the clock, a
// call out of this component, and that is forbidden while a caller makes room
// for its arguments, and after a return.
func init() {
	debug.SetGCPercent(-1)
	ready = true
}

var ready bool

const garbageLimit = 8 << 20

var collectAt uint64 = garbageLimit

func collectGarbage() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > collectAt {
		runtime.GC()
		runtime.ReadMemStats(&m)
		collectAt = m.HeapAlloc + garbageLimit
	}
}

// An arena hands out memory that the garbage collector leaves alone.
type arena struct {
	chunks [][]uint64
	chunk  int     // the one in use
	used   uintptr // bytes of it
}

const chunkSize = 256 << 10

func (a *arena) alloc(size, align uintptr) unsafe.Pointer {
	for ; a.chunk < len(a.chunks); a.chunk++ {
		chunk := a.chunks[a.chunk]
		start := (a.used + align - 1) &^ (align - 1)
		if start+size <= uintptr(len(chunk))*8 {
			a.used = start + size
			return unsafe.Add(unsafe.Pointer(unsafe.SliceData(chunk)), start)
		}
		a.used = 0
	}
	a.chunks = append(a.chunks, make([]uint64, max(size, chunkSize)/8+1))
	a.used = size
	return unsafe.Pointer(unsafe.SliceData(a.chunks[a.chunk]))
}

// reset takes everything back. The chunks stay for the next call.
func (a *arena) reset() {
	a.chunk, a.used = 0, 0
}

var memory arena

// Adapters that bring a stack ask for memory before the Go runtime is up and
// its heap can be used; they keep it.
var early [192 << 10]byte
var earlyUsed uintptr

//go:wasmexport cabi_realloc
func cabiRealloc(old unsafe.Pointer, oldSize, align, size uintptr) unsafe.Pointer {
	if !ready {
		start := (earlyUsed + align - 1) &^ (align - 1)
		earlyUsed = start + size
		return unsafe.Pointer(&early[start])
	}
	moved := memory.alloc(size, align)
	if oldSize > 0 {
		copy(unsafe.Slice((*byte)(moved), size), unsafe.Slice((*byte)(old), oldSize))
	}
	return moved
}

// Lists and strings as they are in memory.

type list[T any] struct {
	ptr, len uint32
}

func (l list[T]) items() []T {
	if l.len == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Add(unsafe.Pointer(nil), l.ptr)), l.len)
}

func newList[T any](len int) list[T] {
	var item T
	ptr := memory.alloc(unsafe.Sizeof(item)*uintptr(len), unsafe.Alignof(item))
	return list[T]{uint32(uintptr(ptr)), uint32(len)}
}

type text struct {
	list[byte]
}

func newText(s string) text {
	l := newList[byte](len(s))
	copy(l.items(), s)
	return text{l}
}

// String copies: strings may outlive the arena.
func (t text) String() string {
	return string(t.items())
}

func param(ptr, len uint32) string {
	return text{list[byte]{ptr, len}}.String()
}

// give moves a result to where the caller can read it.
func give[T any](value T) unsafe.Pointer {
	ptr := (*T)(memory.alloc(unsafe.Sizeof(value), unsafe.Alignof(value)))
	*ptr = value
	return unsafe.Pointer(ptr)
}

// The imported resource `table`.

//go:wasmimport demo:report/csv@0.1.0 [method]table.column-texts
func tableColumnTexts(self, ptr, len uint32, result unsafe.Pointer)

//go:wasmimport demo:report/csv@0.1.0 [method]table.column-numbers
func tableColumnNumbers(self, ptr, len uint32, result unsafe.Pointer)

//go:wasmimport demo:report/csv@0.1.0 [resource-drop]table
func tableDrop(self uint32)

// borrowedTable is the handle of a table that a caller lends us.
type borrowedTable uint32

// result<list<T>, string>
type columnResult[T any] struct {
	failed uint8
	value  list[T] // the characters of the error, if failed
}

func (r *columnResult[T]) unpack() ([]T, error) {
	if r.failed != 0 {
		return nil, errors.New(param(r.value.ptr, r.value.len))
	}
	return r.value.items(), nil
}

func (t borrowedTable) Texts(column string) ([]string, error) {
	name := newText(column)
	result := (*columnResult[text])(give(columnResult[text]{}))
	tableColumnTexts(uint32(t), name.ptr, name.len, unsafe.Pointer(result))
	texts, err := result.unpack()
	strings := make([]string, len(texts))
	for i := range texts {
		strings[i] = texts[i].String()
	}
	return strings, err
}

func (t borrowedTable) Numbers(column string) ([]Option[float64], error) {
	name := newText(column)
	result := (*columnResult[Option[float64]])(give(columnResult[Option[float64]]{}))
	tableColumnNumbers(uint32(t), name.ptr, name.len, unsafe.Pointer(result))
	return result.unpack()
}

// The exports. A borrowed handle has to be dropped before the call returns.

// variant problem { no-column(string), no-values }
type problem struct {
	kind   uint8
	reason text
}

const (
	noColumn = iota
	noValues
)

func newProblem(err error) problem {
	if err == ErrNoValues {
		return problem{kind: noValues}
	}
	return problem{kind: noColumn, reason: newText(err.Error())}
}

// giveResult gives result<T, problem>. Its payload is as aligned and as large
// as the larger of the two asks for; no T here is aligned less than a problem.
func giveResult[T any](value T, err error) unsafe.Pointer {
	var result struct {
		failed  uint8
		payload T
	}
	offset := unsafe.Offsetof(result.payload)
	size := max(unsafe.Sizeof(result), offset+unsafe.Sizeof(problem{}))
	ptr := memory.alloc(size, unsafe.Alignof(result))
	payload := unsafe.Add(ptr, offset)
	if err != nil {
		*(*uint8)(ptr) = 1
		*(*problem)(payload) = newProblem(err)
	} else {
		*(*uint8)(ptr) = 0
		*(*T)(payload) = value
	}
	return ptr
}

// summarize: func(data: borrow<table>, column: string)
//     -> result<summary, problem>

//go:wasmexport demo:report/stats@0.1.0#summarize
func summarize(data, column, columnLen uint32) unsafe.Pointer {
	collectGarbage()
	summary, err := Summarize(borrowedTable(data), param(column, columnLen))
	tableDrop(data)
	return giveResult(summary, err) // Summary has the layout of the record
}

//go:wasmexport cabi_post_demo:report/stats@0.1.0#summarize
func summarizePost(uint32) { memory.reset() }

// histogram: func(data: borrow<table>, column: string, buckets: u32)
//     -> result<list<bucket>, problem>

//go:wasmexport demo:report/stats@0.1.0#histogram
func histogram(data, column, columnLen, atMost uint32) unsafe.Pointer {
	collectGarbage()
	buckets, err := Histogram(borrowedTable(data), param(column, columnLen), int(atMost))
	tableDrop(data)
	raw := newList[Bucket](len(buckets)) // so has Bucket
	copy(raw.items(), buckets)
	return giveResult(raw, err)
}

//go:wasmexport cabi_post_demo:report/stats@0.1.0#histogram
func histogramPost(uint32) { memory.reset() }

// highest: func(data: borrow<table>, column: string, labels: list<string>,
//     count: u32) -> result<list<reading>, problem>

type rawReading struct {
	label text
	value float64
}

//go:wasmexport demo:report/stats@0.1.0#highest
func highest(data, column, columnLen, labels, labelsLen, count uint32) unsafe.Pointer {
	collectGarbage()
	var names []string
	for _, label := range (list[text]{labels, labelsLen}).items() {
		names = append(names, label.String())
	}
	readings, err := Highest(borrowedTable(data), param(column, columnLen), names, int(count))
	tableDrop(data)
	raw := newList[rawReading](len(readings))
	for i, r := range readings {
		raw.items()[i] = rawReading{newText(r.Label), r.Value}
	}
	return giveResult(raw, err)
}

//go:wasmexport cabi_post_demo:report/stats@0.1.0#highest
func highestPost(uint32) { memory.reset() }

// monthly: func(data: borrow<table>, column: string, dates: string,
//     split: option<string>, which: statistic) -> result<list<series>, problem>

type rawPoint struct {
	month text
	value Option[float64]
}

type rawSeries struct {
	name   text
	points list[rawPoint]
}

//go:wasmexport demo:report/stats@0.1.0#monthly
func monthly(data, column, columnLen, dates, datesLen, hasSplit, split, splitLen, which uint32) unsafe.Pointer {
	collectGarbage()
	var by Option[string]
	if hasSplit != 0 {
		by = Option[string]{true, param(split, splitLen)}
	}
	series, err := Monthly(borrowedTable(data), param(column, columnLen),
		param(dates, datesLen), by, Statistic(which))
	tableDrop(data)
	raw := newList[rawSeries](len(series))
	for i, s := range series {
		points := newList[rawPoint](len(s.Points))
		for j, p := range s.Points {
			points.items()[j] = rawPoint{newText(p.Month), p.Value}
		}
		raw.items()[i] = rawSeries{newText(s.Name), points}
	}
	return giveResult(raw, err)
}

//go:wasmexport cabi_post_demo:report/stats@0.1.0#monthly
func monthlyPost(uint32) { memory.reset() }
