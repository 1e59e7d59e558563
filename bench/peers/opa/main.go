// Measures OPA on a workload file: see bench/rego-peers.ts for its shape. The query is prepared and the input parsed to
// OPA's own values before the clock starts; one sample is one Eval of the prepared query.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

type workload struct {
	Version string `json:"version"`
	Target  string `json:"target"`
	Modules []struct {
		File   string `json:"file"`
		Source string `json:"source"`
	} `json:"modules"`
	Data    map[string]any `json:"data"`
	Inputs  []any          `json:"inputs"`
	Seconds float64        `json:"seconds"`
	Raw     bool           `json:"raw"`
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var w workload
	check(json.Unmarshal(text, &w))
	version := ast.RegoV1
	if w.Version == "v0" {
		version = ast.RegoV0
	}
	// Data as OPA's own values, the faster way to keep it.
	store := inmem.NewFromObjectWithOpts(w.Data, inmem.OptReturnASTValuesOnRead(true))
	options := []func(*rego.Rego){rego.Query(w.Target), rego.Store(store), rego.SetRegoVersion(version)}
	for _, m := range w.Modules {
		options = append(options, rego.Module(m.File, m.Source))
	}
	ctx := context.Background()
	query, err := rego.New(options...).PrepareForEval(ctx)
	check(err)
	parsed := make([]ast.Value, len(w.Inputs))
	for i, input := range w.Inputs {
		parsed[i], err = ast.InterfaceToValue(input)
		check(err)
	}
	evaluate := func(i int) {
		option := rego.EvalParsedInput(parsed[i])
		if w.Raw {
			option = rego.EvalInput(w.Inputs[i])
		}
		_, err := query.Eval(ctx, option)
		check(err)
	}
	for i := range parsed {
		evaluate(i)
	}
	samples := []int64{}
	start := time.Now()
	limit := time.Duration(w.Seconds * float64(time.Second))
	for time.Since(start) < limit {
		for i := range parsed {
			began := time.Now()
			evaluate(i)
			samples = append(samples, time.Since(began).Nanoseconds())
			if time.Since(start) > limit {
				break
			}
		}
	}
	var total int64
	for _, s := range samples {
		total += s
	}
	sort.Slice(samples, func(a, b int) bool { return samples[a] < samples[b] })
	fmt.Printf("{\"evaluations\":%d,\"nanoseconds\":%d,\"p50\":%d,\"p99\":%d}\n", len(samples), total, samples[len(samples)/2], samples[len(samples)*99/100])
}
