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

// request is what a prompt asks for. It is read liberally: whatever is missing is left at zero.
type request struct {
	plan     bool // a plan is wanted, else a program
	schema   json.RawMessage
	text     string // all that the user said
	problem  genesis.Problem
	action   genesis.ActionType // of the plan that a program is wanted for
	trait    string             // its trait_name
	about    string             // its description
	kept     []source           // traits that the prompt shows as kept; all molbots carry them
	loaded   []string           // names of loaded traits, without source
	past     []pastCycle        // what earlier cycles came to
	tried    []source           // programs that were refused or failed
	examples []source
	food     string // foodScarce, foodPlenty or "", as the plan says or the figures show
	fenced   bool   // a fence around the program is welcome
	seed     uint64 // of this request and no other
}

// source is a trait whose source the prompt shows.
type source struct {
	name  string
	text  string
	gene  Genome
	whole bool
}

// pastCycle is what an earlier cycle came to.
type pastCycle struct {
	trait string
	good  bool // it was kept
}

// of reports whether the source is a version of the trait.
func (s source) of(trait string) bool {
	version, ok := strings.CutPrefix(s.name, trait+"_v")
	return trait != "" && (s.name == trait || ok && strings.Trim(version, "0123456789") == "")
}

// rules reports whether the program is wanted as rules: the schema of the answer speaks of them.
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

// problemIn is the problem that the text names: after the word "problem", or else the first to occur.
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

// What a plan says of the food, so that the program is tried in such a world.
const (
	foodScarce = "while food is scarce"
	foodPlenty = "while food is plenty"
)

var molbotsLine = regexp.MustCompile(`(?m)molbots: (\d+) \(cap (\d+)\)`)

// foodIn reads how much food there is: for a program in its plan's words, and else by how many molbots live on it. What
// earlier plans said of the food, which the prompt shows too, may be long over.
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

// maxSources bounds how many sources of a prompt are read.
const maxSources = 64

// readSources reads the programs that the text shows. What stands above a source says what it is.
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

// readNumbered reads a source that is shown with line numbers: the last program, which was refused or failed.
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

// valueIn is the number that the text gives for a parameter.
func valueIn(text, param string) (float64, bool) {
	pattern := regexp.MustCompile(regexp.QuoteMeta(param) + `["'*` + "`" +
		`|]*\s*(?:is|now|[:=|])?\s*(-?[0-9]+(?:\.[0-9]+)?)`)
	v, err := strconv.ParseFloat(firstOf(pattern, text), 64)
	return v, err == nil
}

// parents are the genomes to breed from.
func (r request) parents() []Genome {
	var out []Genome
	for _, s := range slices.Concat(r.kept, r.examples) {
		out = append(out, s.gene)
	}
	return out
}
