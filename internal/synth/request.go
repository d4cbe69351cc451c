package synth

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ollama/ollama/api"

	"github.com/ai-genesis/ai-genesis"
)

// request is what a prompt asks for. The prompt is read leniently: missing information is left at zero.
type request struct {
	plan     bool // the prompt asks for a plan rather than a program
	schema   json.RawMessage
	text     string // the whole text of the user
	problem  genesis.Problem
	action   genesis.ActionType // action of the plan that the program is for
	trait    string             // its trait_name
	about    string             // its description
	kept     []source           // traits that the prompt shows as kept, which all molbots of a trial carry
	loaded   []string           // names of loaded traits shown without source
	past     []pastCycle        // outcomes of earlier cycles
	tried    []source           // programs that were rejected or failed
	examples []source
	food     string // foodScarce, foodPlenty or "", from the plan or from the number of molbots
	fenced   bool   // the program may be in a code fence
	seed     uint64 // derived from the whole request
}

// source is a trait whose source the prompt shows.
type source struct {
	name  string
	text  string
	gene  Genome
	whole bool
}

// pastCycle is the outcome of an earlier cycle.
type pastCycle struct {
	trait string
	good  bool // the change was kept
}

// of reports whether the source is a version of the trait.
func (s source) of(trait string) bool {
	version, ok := strings.CutPrefix(s.name, trait+"_v")
	return trait != "" && (s.name == trait || ok && strings.Trim(version, "0123456789") == "")
}

// rules reports whether the program is wanted as rules, that is, whether the schema has a property "rules".
func (r request) rules() bool {
	var s struct{ Properties map[string]any }
	return json.Unmarshal(r.schema, &s) == nil && s.Properties["rules"] != nil
}

func readChat(r *api.ChatRequest, seed uint64) request {
	var system, user, model []string
	for _, m := range r.Messages {
		switch m.Role {
		case "system":
			system = append(system, m.Content)
		case "assistant":
			model = append(model, m.Content)
		default:
			user = append(user, m.Content)
		}
	}
	return read(strings.Join(system, "\n"), strings.Join(user, "\n"), strings.Join(model, "\n"), r.Format, r.Options, seed)
}

func readGenerate(r *api.GenerateRequest, seed uint64) request {
	return read(r.System, r.Prompt, "", r.Format, r.Options, seed)
}

func read(system, user, model string, format json.RawMessage, options map[string]any, seed uint64) request {
	r := request{text: user, schema: format}
	r.plan = strings.Contains(system, "You are the Architect") ||
		len(format) > 0 && string(format) != `""` && !strings.Contains(system, "You are the Coder")
	r.problem = problemIn(user)
	r.action, r.trait, r.about = planIn(user)
	r.readSources(user)
	r.readSources("## Answered before\n" + model)
	for _, m := range loadedLine.FindAllStringSubmatch(user, maxSources) {
		r.loaded = append(r.loaded, m[1])
	}
	for _, m := range pastLine.FindAllStringSubmatch(user, maxSources) {
		r.past = append(r.past, pastCycle{trait: m[2], good: m[1] == string(genesis.OutcomeApplied)})
	}
	r.food = r.foodIn()
	r.fenced = !strings.Contains(system, "no code fence")
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%s\x00%s\x00%s\x00%s\x00%v", seed, system, user, model, format,
		options["seed"]))
	r.seed = binary.LittleEndian.Uint64(sum[:])
	return r
}

var problems = []genesis.Problem{genesis.ProblemStarvation, genesis.ProblemOverpopulation, genesis.ProblemLowDiversity,
	genesis.ProblemStagnation, genesis.ProblemManual}

var problemLine = regexp.MustCompile(`(?i)\bproblem(?:_type)?["'*` + "`" + `]*\s*(?:is|[:=])\s*["'*` + "`" +
	`]*([a-z_ ]+)`)

// problemIn returns the problem that the text names after the word "problem", or else the first one that occurs in it.
func problemIn(text string) genesis.Problem {
	for _, m := range problemLine.FindAllStringSubmatch(text, 8) {
		for _, p := range problems {
			if strings.HasPrefix(strings.ReplaceAll(strings.ToLower(m[1]), " ", "_"), string(p)) {
				return p
			}
		}
	}
	lower, found, first := strings.ToLower(text), genesis.ProblemManual, len(text)
	for _, p := range problems {
		if at := strings.Index(lower, string(p)); at >= 0 && at < first {
			found, first = p, at
		}
	}
	return found
}

var (
	planLine   = regexp.MustCompile(`(?m)^Plan:\s*(\{.*\})\s*$`)
	loadedLine = regexp.MustCompile(`(?m)^- ([a-z][a-z0-9_]*) v\d+, \d+ bearers`)
	traitLine  = regexp.MustCompile(`(?i)\btrait(?:[_ ]?name)?["'*` + "`" + `]*\s*(?:is|[:=])\s*["'*` + "`" +
		`]*([a-z][a-z0-9_]*)`)
	traitWord  = regexp.MustCompile("(?i)\\btrait\\s+(?:called|named)?\\s*[\"'`*]+([a-z][a-z0-9_]*)[\"'`*]+")
	aboutLine  = regexp.MustCompile(`(?i)\b(?:description|plan)["'*` + "`" + `]*\s*[:=]\s*["'*` + "`" + `]*([^\n]+)`)
	wishLine   = regexp.MustCompile(`(?i)\b(?:reason|wish|hint|wants?|request)["'*]*\s*[:=]\s*([^\n]+)`)
	pastLine   = regexp.MustCompile(`(?m)^- (applied|rejected|rolled_back): ([a-z][a-z0-9_]*)`)
	actionLine = regexp.MustCompile(`\b(new_trait|modify_trait|adjust_params)\b`)
)

func planIn(text string) (action genesis.ActionType, trait, about string) {
	outside := fence.ReplaceAllString(text, "")
	action = genesis.ActionType(firstOf(actionLine, outside))
	about = strings.Trim(firstOf(aboutLine, outside), "\"'`* ,")
	for _, pattern := range []*regexp.Regexp{traitLine, traitWord} {
		if trait = firstOf(pattern, outside); trait != "" {
			break
		}
	}
	var plan genesis.EvolutionPlan
	if json.Unmarshal([]byte(firstOf(planLine, outside)), &plan) == nil && plan.TraitName != "" {
		action, trait, about = plan.ActionType, plan.TraitName, plan.Description
	}
	return action, strings.ToLower(trait), about
}

// The words in which a plan states how much food there is, so that the program is tried in such a world.
const (
	foodScarce = "while food is scarce"
	foodPlenty = "while food is plenty"
)

var molbotsLine = regexp.MustCompile(`(?m)molbots: (\d+) \(cap (\d+)\)`)

// foodIn determines how much food there is: for a program from the words of its plan, otherwise from the number of
// molbots. The words of earlier plans, which the prompt also shows, may be out of date.
func (r request) foodIn() string {
	for _, words := range []string{foodScarce, foodPlenty} {
		if !r.plan && strings.Contains(r.about, words) {
			return words
		}
	}
	m := molbotsLine.FindStringSubmatch(r.text)
	if m == nil {
		return ""
	}
	count, _ := strconv.ParseFloat(m[1], 64) // digits
	most, _ := strconv.ParseFloat(m[2], 64)
	switch {
	case count < .32*most:
		return foodScarce
	case count > .8*most:
		return foodPlenty
	}
	return ""
}

func firstOf(pattern *regexp.Regexp, text string) string {
	if m := pattern.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

var (
	fence           = regexp.MustCompile("(?s)```[a-zA-Z]*[ \t]*\n(.*?)```")
	packageLine     = regexp.MustCompile(`(?m)^package\s+([a-z][a-z0-9_]*)`)
	heading         = regexp.MustCompile(`(?m)^##\s+([^\n]*)$`)
	numbered        = regexp.MustCompile(`(?m)^ *\d+[ |:]+(.*)$`)
	nameBefore      = regexp.MustCompile(`(?i)([a-z][a-z0-9]*(?:_[a-z0-9]+)+)[^\n]*\s*$`)
	rejectedPattern = regexp.MustCompile(`(?i)refus|reject|fail|last program|too similar|answered before`)
	example         = regexp.MustCompile(`(?i)example`)
)

// maxSources bounds the number of sources that are read from a prompt.
const maxSources = 64

// readSources reads the programs that the text shows. The heading or the lines above a source say what it is. Sources
// under a heading about failures or repairs are programs to avoid, those under examples are examples, and all others
// are kept traits.
func (r *request) readSources(text string) {
	before := 0
	for _, at := range fence.FindAllStringSubmatchIndex(text, maxSources) {
		lead := text[max(before, at[0]-240):at[0]]
		before = at[1]
		s := source{text: text[at[2]:at[3]], name: firstOf(packageLine, text[at[2]:at[3]])}
		if s.gene, s.whole = Parse(s.text); len(s.gene.Rules) == 0 {
			continue
		}
		if s.name == "" {
			s.name = firstOf(nameBefore, lead)
		}
		under := lead
		if all := heading.FindAllStringSubmatch(text[:at[0]], -1); all != nil {
			under = all[len(all)-1][1]
		}
		same := func(k source) bool { return k.gene.equal(s.gene) }
		switch {
		case rejectedPattern.MatchString(under):
			r.tried = append(r.tried, s)
		case example.MatchString(under):
			r.examples = append(r.examples, s)
		case !slices.ContainsFunc(r.kept, same):
			r.kept = append(r.kept, s)
		}
	}
	r.readNumbered(text)
}

// readNumbered reads a source that is shown with line numbers: the last program, which was rejected or failed.
func (r *request) readNumbered(text string) {
	var lines []string
	for _, m := range numbered.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		lines = append(lines, m[1])
	}
	s := source{text: strings.Join(lines, "\n")}
	if s.gene, s.whole = Parse(s.text); len(s.gene.Rules) > 0 {
		r.tried = append(r.tried, s)
	}
}

// valueIn returns the value that the text states for a parameter.
func valueIn(text, param string) (float64, bool) {
	pattern := regexp.MustCompile(regexp.QuoteMeta(param) + `["'*` + "`" +
		`|]*\s*(?:is|now|[:=|])?\s*(-?[0-9]+(?:\.[0-9]+)?)`)
	v, err := strconv.ParseFloat(firstOf(pattern, text), 64)
	return v, err == nil
}

// parents lists the genomes to breed from.
func (r request) parents() []Genome {
	var out []Genome
	for _, s := range slices.Concat(r.kept, r.examples) {
		out = append(out, s.gene)
	}
	return out
}
