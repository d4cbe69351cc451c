package answer

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"html"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// graze is the program that the forms below contain.
const graze = `func Execute(m *trait.Molbot) {
	if food, ok := m.NearestFood(50); ok && food.Fit > 0.3 {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
}`

// draft is a program that must not be chosen.
const draft = `func Execute(m *trait.Molbot) {
	m.Rest()
}`

const helper = `func far(x float64) bool {
	return x > 20
}`

const usesHelper = `func Execute(m *trait.Molbot) {
	if f, ok := m.NearestFood(50); ok && far(f.Distance) {
		m.ThrustToward(f.DX, f.DY, 1)
	}
}`

const helped = helper + "\n\n" + usesHelper

func in(lang, s string) string { return "```" + lang + "\n" + s + "\n```" }

func quoted1(s string) string { return strings.ReplaceAll("\n"+s, "\n", "\n> ")[1:] }

func indent(s, by string) string { return by + strings.ReplaceAll(s, "\n", "\n"+by) }

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func numberedBy(format, s string) string {
	var b strings.Builder
	for i, l := range strings.Split(s, "\n") {
		fmt.Fprintf(&b, format+"\n", i+1, l)
	}
	return b.String()
}

func wide(s string) string {
	return strings.NewReplacer("(", "（", ")", "）", ";", "；", ",", "，", "{", "｛", "}", "｝", ">", "＞", "=", "＝").Replace(s)
}

// form is an answer in one of the forms that models use.
type form struct {
	name, said, want string
}

func forms() []form {
	lines := strings.Split(graze, "\n")
	plain := func(name, said string) form { return form{name, said, graze} }
	return []form{
		// Fences.
		plain("bare", graze),
		plain("fence", in("go", graze)),
		plain("fence without language", in("", graze)),
		plain("fence golang", in("golang", graze)),
		plain("fence Go", in("Go", graze)),
		plain("fence with title", in(`go title="graze.go"`, graze)),
		plain("fence with file name", in("go:traits/graze.go", graze)),
		plain("fence with braces", in("{.go .numberLines}", graze)),
		plain("tilde fence", "~~~go\n"+graze+"\n~~~"),
		plain("four backticks", "````go\n"+graze+"\n````"),
		plain("open fence", "```go\n"+graze),
		plain("fence closed on the last line", "```go\n"+graze+"```"),
		plain("fence opened behind prose", "Here it is: ```go\n"+graze+"\n```"),
		plain("code on the line of the fence", "```"+graze+"\n```"),
		plain("only a closing fence", graze+"\n```"),
		plain("nested in markdown", "````markdown\nThe trait:\n\n"+in("go", graze)+"\n````"),
		plain("nested with equal fences", "```markdown\nThe trait:\n"+in("go", graze)+"\n```"),
		plain("fence in a list", "1. The function:\n   "+strings.ReplaceAll(in("go", graze), "\n", "\n   ")+"\n2. Done."),
		plain("indented code", "The function:\n\n"+indent(graze, "    ")+"\n\nIt eats."),
		plain("tab indented code", "The function:\n\n"+indent(graze, "\t")),
		plain("fence never closed before another", "```go\n"+draft+"\n\nBetter:\n```go\n"+graze+"\n```"),
		plain("two words of fence", "```go\n```\n"+in("go", graze)),
		plain("fence with blank lines", "```go\n\n\n"+graze+"\n\n\n```"),
		// Prose.
		plain("prose before", "Sure! Here's the function:\n"+graze),
		plain("prose after", graze+"\n\nThis trait seeks food and eats it."),
		plain("prose on the last line", graze+" // and that is it"),
		plain("prose on the first line", "The code: "+graze),
		plain("label go", "go\n"+graze),
		plain("label golang", "golang\n"+graze),
		plain("label Go:", "Go:\n"+graze),
		plain("prose begins with type", "type of behaviour: forager\n"+graze),
		plain("prose begins with package", "package this trait with care.\n"+graze),
		plain("prose begins with import", "import nothing but math.\n"+graze),
		plain("prose begins with func", "func Execute below seeks food.\n"+graze),
		plain("prose begins with var", "var is not needed here.\n"+graze),
		plain(
			"prose names the function",
			"I write `func Execute(m *trait.Molbot)` now.\n\n"+in(
				"go",
				graze,
			)+"\n`func Execute(m *trait.Molbot)` is called each tick.",
		),
		plain("headings", "# Trait\n\n## Code\n\n"+in("go", graze)+"\n\n## Explanation\n\n- it eats"),
		plain("Chinese prose", "好的，这是代码：\n"+in("go", graze)+"\n说明：寻找食物。"),
		plain("apostrophes in prose", "I'll write what you're asking for, it's short:\n"+graze+"\nThat's it, don't worry."),
		plain("bold name", "**Execute**\n\n"+graze+"\n\n**Done**"),
		plain("horizontal rules", "---\n"+graze+"\n---"),
		plain("table of explanations", in("go", graze)+"\n\n| line | why |\n|---|---|\n| 2 | senses |"),
		// Whole files.
		plain("whole file", "package graze\n\nimport \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n"+graze),
		plain(
			"package main",
			"package main\n\nimport (\n\t\"math\"\n\t\"trait\"\n)\n\n"+graze+"\n\nfunc main() {\n\tExecute(nil)\n}",
		),
		plain("build tag", "//go:build ignore\n\npackage graze\n\n"+graze),
		plain(
			"import alias",
			"package p\n\nimport t \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n"+strings.ReplaceAll(
				graze,
				"trait.",
				"t.",
			),
		),
		plain(
			"dot import",
			"package p\n\nimport . \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n"+strings.ReplaceAll(
				graze,
				"trait.",
				"",
			),
		),
		plain("stub of the API", "type Molbot struct{}\n\nfunc (m *Molbot) Eat() {}\n\n"+graze),
		plain(
			"mock package and demo",
			in(
				"go",
				"package trait\n\ntype Molbot struct{ energy float64 }\n\nfunc (m *Molbot) Energy() float64 { return m.energy }",
			)+"\n"+in(
				"go",
				graze,
			),
		),
		plain(
			"test behind it",
			in("go", graze)+"\nA test:\n"+in("go", "func TestExecute(t *testing.T) {\n\tExecute(nil)\n}"),
		),
		plain("init that registers", graze+"\n\nfunc init() {\n\tRegister(\"graze\", Execute)\n}"),
		plain("usage example", in("go", graze)+"\nUsage:\n"+in("go", "m := &trait.Molbot{}\nExecute(m)")),
		// Thoughts.
		plain("think", "<think>\nI could rest.\n"+in("go", draft)+"\n</think>\n"+in("go", graze)),
		plain("think bare code", "<think>"+draft+"</think>"+graze),
		plain("only the end of a thought", "Let me see.\n"+in("go", draft)+"\n</think>\n\n"+in("go", graze)),
		plain("thinking", "<thinking>"+draft+"</thinking>\n"+graze),
		plain("thought with attributes", "<thought duration=\"3s\">\n"+draft+"\n</thought>\n"+graze),
		plain("reasoning", "<reasoning>"+in("go", draft)+"</reasoning>"+in("go", graze)),
		plain("scratchpad", "<scratchpad>"+in("go", draft)+"</scratchpad>"+in("go", graze)),
		plain(
			"reflection behind output",
			"<thinking>x</thinking><output>"+graze+"<reflection>"+draft+"</reflection></output>",
		),
		plain("nested thoughts", "<think>a <think>"+draft+"</think> b "+draft+"</think>"+graze),
		plain("THINK in brackets", "[THINK]"+draft+"[/THINK]"+graze),
		plain("Kimi", "◁think▷"+draft+"◁/think▷"+graze),
		plain(
			"begin_of_thought",
			"<|begin_of_thought|>"+draft+"<|end_of_thought|>\n<|begin_of_solution|>\n"+in("go", graze)+"\n<|end_of_solution|>",
		),
		plain("seed", "<seed:think>"+draft+"</seed:think>"+graze),
		plain("empty thought", "<think>\n\n</think>\n\n"+graze),
		plain("two thoughts", "<think>"+draft+"</think>Hm.<think>"+draft+"</think>"+graze),
		plain("thought behind", graze+"\n<think>Should I rest instead?\n"+draft),
		plain("as ollama run prints", "Thinking...\n"+draft+"\n...done thinking.\n\n"+graze),
		plain("THINK in capitals", "<THINK>"+draft+"</THINK>"+graze),
		// Channels and tokens.
		plain(
			"harmony",
			"<|channel|>analysis<|message|>We could:\n"+in(
				"go",
				draft,
			)+"<|end|><|start|>assistant<|channel|>final<|message|>"+in(
				"go",
				graze,
			)+"<|return|>",
		),
		plain(
			"harmony with start",
			"<|start|>assistant<|channel|>analysis<|message|>"+draft+"<|end|><|start|>assistant<|channel|>final<|message|>"+
				graze,
		),
		plain(
			"harmony tool",
			"<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>commentary to=functions.write "+
				"<|constrain|>json<|message|>"+asJSON(
				map[string]string{"code": graze},
			)+"<|call|>",
		),
		plain("harmony without tokens", "analysisI think "+draft+"assistantfinal"+in("go", graze)),
		plain("im_end", in("go", graze)+"<|im_end|>"),
		plain("im_end right behind", graze+"<|im_end|>\n<|im_start|>user\nNow another:\n"+draft),
		plain("im_start before", "<|im_start|>assistant\n"+graze+"<|im_end|>"),
		plain("eot_id", graze+"<|eot_id|>"),
		plain("header ids", "<|start_header_id|>assistant<|end_header_id|>\n\n"+graze+"<|eot_id|>"),
		plain("end of sentence", graze+"<｜end▁of▁sentence｜>"),
		plain("slash s", graze+"</s>"),
		plain("INST", "[INST] write [/INST] "+graze+" </s>"),
		plain("end_of_turn", graze+"<end_of_turn>\n<start_of_turn>user\n"+draft),
		plain("endoftext", graze+"<|endoftext|>Human: another\n"+draft[:20]),
		plain("invented turn", graze+"\n\n### Instruction:\nWrite another.\n\n### Response:\n"+draft),
		plain("invented user", graze+"\n\nUser:\nmake it rest\n\nAssistant:\n"+draft),
		// Corrections.
		plain(
			"later fence corrects",
			in("go", draft)+"\nWait, that never eats. Here is the corrected version:\n"+in("go", graze),
		),
		plain("final version", "First try:\n"+in("go", draft)+"\nHere is the final version:\n"+in("go", graze)),
		plain("two alternatives", "Option A:\n"+in("go", draft)+"\nOption B:\n"+in("go", graze)),
		plain(
			"old version shown behind",
			"The improved function:\n"+in("go", graze)+"\nFor comparison, the old version was:\n"+in("go", draft),
		),
		plain("original shown behind", in("go", graze)+"\nThis replaces nothing else.\n\nOriginal:\n"+in("go", draft)),
		plain("wrong by comment", in("go", graze)+"\n\n"+in("go", "// WRONG: never eats\n"+draft)),
		plain("don't do this", in("go", graze)+"\nDon't write it like this:\n"+in("go", draft)),
		plain(
			"later one left out parts",
			in("go", graze)+"\nIn short:\n"+in("go", "func Execute(m *trait.Molbot) {\n\t// ... rest of the code\n}"),
		),
		plain(
			"later one does not parse",
			in("go", graze)+"\nSketch:\n"+in("go", "func Execute(m *trait.Molbot) {\n\tif food {\n"),
		),
		plain("without fences", draft+"\n\nNo, better:\n\n"+graze),
		plain("same twice", in("go", graze)+"\nAgain, the complete code:\n"+in("go", graze)),
		{"split over fences", "A helper:\n" + in("go", helper) + "\nAnd the function:\n" + in("go", usesHelper), helped},
		{
			"split, helper behind",
			"The function:\n" + in("go", usesHelper) + "\nIt needs:\n" + in("go", helper),
			usesHelper + "\n\n" + helper,
		},
		{"split with demo", in("go", helper) + in("go", usesHelper) + in("go", "func main() {\n\tExecute(nil)\n}"), helped},
		{
			"helper corrected later",
			in(
				"go",
				"func far(x float64) bool {\n\treturn x > 2\n}\n\n"+usesHelper,
			) + "\nThe helper must be:\n" + in(
				"go",
				helper,
			),
			usesHelper + "\n\n" + helper,
		},
		{
			"two programs with helpers",
			in(
				"go",
				"const reach = 9.0\n\nfunc Execute(m *trait.Molbot) {\n\tm.Turn(reach, 1)\n}",
			) + "\nBetter:\n" + in(
				"go",
				"const reach = 5.0\n\n"+usesHelper+"\n\n"+helper,
			),
			usesHelper + "\n\n" + helper,
		},
		{
			"constants",
			in("go", "const (\n\ta = 1.0\n\tb = 2.0\n)\n\nfunc Execute(m *trait.Molbot) {\n\tm.Turn(a, b)\n}"),
			"const (\n\ta = 1.0\n\tb = 2.0\n)\n\nfunc Execute(m *trait.Molbot) {\n\tm.Turn(a, b)\n}",
		},
		{
			"type kept",
			"type pair struct{ x, y float64 }\n\nfunc Execute(m *trait.Molbot) {\n\tp := pair{1, 2}\n\tm.Turn(p.x, 1)\n}",
			"type pair struct{ x, y float64 }\n\nfunc Execute(m *trait.Molbot) {\n\tp := pair{1, 2}\n\tm.Turn(p.x, 1)\n}",
		},
		{"doc comment", "Here:\n// Execute eats.\n// Always.\n" + graze, "// Execute eats.\n// Always.\n" + graze},
		{
			"Chinese comments",
			in("go", strings.Replace(graze, "\t\tm.Eat()", "\t\tm.Eat() // 吃：（食物），好", 1)),
			strings.Replace(graze, "\t\tm.Eat()", "\t\tm.Eat() // 吃：（食物），好", 1),
		},
		{
			"method of a struct kept",
			"type v struct{ x float64 }\n\nfunc (a v) twice() float64 { return 2 * a.x }\n\nfunc Execute(m *trait.Molbot) " +
				"{\n\tm.Turn(v{1}.twice(), 1)\n}",
			"type v struct{ x float64 }\n\nfunc (a v) twice() float64 { return 2 * a.x }\n\nfunc Execute(m *trait.Molbot) " +
				"{\n\tm.Turn(v{1}.twice(), 1)\n}",
		},
		// Lines and characters.
		plain("numbered as we number", numberedBy("%3d  %s", graze)),
		plain("numbered in a fence", in("go", numberedBy("%3d  %s", graze))),
		plain("numbered with bars", in("", numberedBy("%2d | %s", graze))),
		plain("numbered with colons", numberedBy("%d: %s", graze)),
		plain("numbered with tabs", numberedBy("%d\t%s", graze)),
		plain("numbered with dots", numberedBy("%d. %s", graze)),
		plain("numbered from 9", numberedBy("%3d  %s", "package a\n\nimport \"x\"\n\n"+graze)),
		plain("quotes", quoted1("Here:\n"+in("go", graze))),
		plain("quoted code", quoted1(graze)),
		plain("quoted twice", quoted1(quoted1(in("go", graze)))),
		plain("table of lines", "| "+strings.Join(lines, " |\n| ")+" |"),
		plain(
			"table of numbered lines",
			"| # | code |\n|---|---|\n"+strings.ReplaceAll(
				numberedBy("| %d | %s |", strings.ReplaceAll(graze, "|", `\|`)),
				"\t",
				"\t",
			),
		),
		plain("lines in backticks", "`"+strings.Join(lines, "`\n`")+"`"),
		plain("CR LF", strings.ReplaceAll(graze, "\n", "\r\n")),
		plain("CR", strings.ReplaceAll(in("go", graze), "\n", "\r")),
		plain("line separators", strings.ReplaceAll(graze, "\n", "\u2028")),
		plain("byte order mark", "\ufeff"+graze),
		plain("byte order mark in a fence", in("go", "\ufeff"+graze)),
		plain("zero width", strings.ReplaceAll(graze, "m.", "m\u200b.")),
		plain("right to left marks", "\u200f"+strings.ReplaceAll(graze, "(", "(\u200e")),
		plain("word joiner", strings.ReplaceAll(graze, "food", "fo\u2060od")),
		plain("ANSI colours", "\x1b[32m"+graze+"\x1b[0m"),
		{"no-break spaces", strings.ReplaceAll(graze, " ", "\u00a0"), graze},
		{"ideographic spaces", strings.ReplaceAll(graze, " ", "\u3000"), graze},
		plain("full-width punctuation", wide(graze)),
		plain("full-width in a fence", "代码：\n"+in("go", wide(graze))),
		plain("typographic operators", strings.ReplaceAll(graze, "ok &&", "ok ∧")),
		plain("HTML entities", strings.NewReplacer("&", "&amp;", ">", "&gt;", "<", "&lt;").Replace(graze)),
		plain("HTML page", "<pre><code class=\"language-go\">"+html.EscapeString(graze)+"</code></pre>"),
		plain("markdown escapes", strings.NewReplacer("*", `\*`, ">", `\>`, "&", `\&`).Replace(graze)),
		plain("escapes for line ends", strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(graze)),
		plain("escapes in a fence", in("go", strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(graze))),
		// Wrappers.
		plain("JSON", asJSON(map[string]string{"code": graze})),
		plain("JSON in a fence", in("json", asJSON(map[string]string{"explanation": "it eats", "source": graze}))),
		plain("JSON with fence in it", asJSON(map[string]string{"answer": in("go", graze)})),
		plain(
			"JSON nested",
			asJSON(
				map[string]any{
					"trait": map[string]any{"name": "graze", "files": []any{map[string]string{"path": "a.go", "content": graze}}},
				},
			),
		),
		plain("JSON of lines", asJSON(map[string]any{"code": lines})),
		plain("JSON string", asJSON(graze)),
		plain("JSON with prose", "Here is the JSON:\n"+asJSON(map[string]string{"program": graze})+"\nIt eats."),
		plain("JSON with raw line ends", "{\n  \"code\": \""+strings.ReplaceAll(graze, `"`, `\"`)+"\"\n}"),
		plain("JSON with backticks", "{\"code\": `"+graze+"`}"),
		plain("JSON cut off", strings.TrimSuffix(asJSON(map[string]string{"code": graze}), "\"}")),
		plain("JSON with thoughts", asJSON(map[string]string{"thinking": draft, "code": graze})),
		plain("JSON with draft behind", `{"code": `+asJSON(graze)+`, "thoughts": `+asJSON(draft)+`}`),
		plain(
			"tool call",
			asJSON(map[string]any{"name": "write_file", "arguments": map[string]string{"path": "a.go", "content": graze}}),
		),
		plain(
			"tool call with string arguments",
			asJSON(map[string]any{"name": "write", "arguments": asJSON(map[string]string{"code": graze})}),
		),
		plain(
			"tool_call tags",
			"<tool_call>\n"+asJSON(
				map[string]any{"name": "submit", "arguments": map[string]string{"code": graze}},
			)+"\n</tool_call>",
		),
		plain("TOOL_CALLS", "[TOOL_CALLS][{\"name\":\"submit\",\"arguments\":"+asJSON(map[string]string{"code": graze})+"}]"),
		plain(
			"function_calls",
			"<function_calls>\n<invoke name=\"write\">\n<parameter name=\"code\">"+graze+
				"</parameter>\n</invoke>\n</function_calls>",
		),
		plain(
			"qwen tool",
			"<tool_call>\n<function=write_file>\n<parameter=content>\n"+graze+"\n</parameter>\n</function>\n</tool_call>",
		),
		plain("python dict", "{'code': '''"+graze+"'''}"),
		plain("python string", "code = \"\"\"\n"+graze+"\n\"\"\""),
		plain("YAML", "name: graze\ncode: |\n"+indent(graze, "  ")+"\nnotes: it eats"),
		plain("YAML in a fence", in("yaml", "trait:\n  name: graze\n  code: |-\n"+indent(graze, "    "))),
		plain("XML code", "<code>\n"+graze+"\n</code>"),
		plain("XML answer", "I think so.\n<answer>\n"+in("go", graze)+"\n</answer>"),
		plain("answer after draft", in("go", draft)+"\n<answer>"+graze+"</answer>\nThe old one:\n"+in("go", draft)),
		plain("CDATA", "<?xml version=\"1.0\"?>\n<trait><code><![CDATA["+graze+"]]></code></trait>"),
		plain(
			"artifact",
			"<antArtifact identifier=\"t\" type=\"application/vnd.ant.code\" language=\"go\">\n"+graze+"\n</antArtifact>",
		),
		plain("BEGIN and END", "[BEGIN]\n"+graze+"\n[END]"),
		plain("here document", "cat > graze.go <<'EOF'\n"+graze+"\nEOF"),
		// Entry points.
		{
			"parameter named otherwise",
			"func Execute(bot *trait.Molbot) {\n\tbot.Eat()\n}",
			"func Execute(bot *trait.Molbot) {\n\tbot.Eat()\n}",
		},
		plain(
			"method on Molbot",
			strings.Replace(graze, "func Execute(m *trait.Molbot)", "func (m *trait.Molbot) Execute()", 1),
		),
		plain(
			"method on a local Molbot",
			strings.Replace(graze, "func Execute(m *trait.Molbot)", "func (m *Molbot) Execute()", 1),
		),
		plain(
			"method of a trait",
			"type Graze struct{}\n\n"+strings.Replace(graze, "func Execute", "func (g *Graze) Execute", 1),
		),
		plain(
			"method with context",
			"type Graze struct{}\n\n"+strings.Replace(
				graze,
				"func Execute(m",
				"func (g Graze) Execute(ctx context.Context, m",
				1,
			),
		),
		plain("no package", strings.Replace(graze, "*trait.Molbot", "*Molbot", 1)),
		plain("no pointer", strings.Replace(graze, "*trait.Molbot", "trait.Molbot", 1)),
		plain("another package", strings.Replace(graze, "*trait.Molbot", "*engine.Molbot", 1)),
		plain("lower case", strings.Replace(graze, "Execute", "execute", 1)),
		plain("named after the trait", strings.Replace(graze, "Execute", "GrazeNearby", 1)),
		plain("function value", strings.Replace(graze, "func Execute(", "var Execute = func(", 1)),
		plain("short variable", strings.Replace(graze, "func Execute(", "Execute := func(", 1)),
		{
			"with error",
			"func Execute(m *trait.Molbot) error {\n\tif m.Energy() > 5 {\n\t\treturn nil\n\t}\n\tm.Eat()\n\treturn nil\n}",
			"func Execute(m *trait.Molbot) {\n\tif m.Energy() > 5 {\n\t\treturn\n\t}\n\tm.Eat()\n\treturn\n}",
		},
		plain("brace on its own line", strings.Replace(graze, ") {", ")\n{", 1)),
		{
			"body only",
			in("go", "if m.Energy() < 20 {\n\tm.Eat()\n}"),
			"func Execute(m *trait.Molbot) {\n\tif m.Energy() < 20 {\n\t\tm.Eat()\n\t}\n}",
		},
		plain("last brace missing", in("go", strings.TrimSuffix(graze, "\n}"))),
		// Patches without a last program.
		plain("diff of a new file", "--- /dev/null\n+++ b/graze.go\n@@ -0,0 +1,6 @@\n+"+strings.Join(lines, "\n+")),
		plain(
			"diff in a fence",
			in("diff", "-func Execute(m *trait.Molbot) {\n-\tm.Rest()\n-}\n+"+strings.Join(lines, "\n+")),
		),
		plain("search empty", "<<<<<<< SEARCH\n=======\n"+graze+"\n>>>>>>> REPLACE"),
	}
}

// TestForms reads the program from each form. Reading the result again must not change it, and it must pass vet.
func TestForms(t *testing.T) {
	all := forms()
	if len(all) < 120 {
		t.Errorf("%d forms, want 120", len(all))
	}
	t.Logf("%d forms", len(all))
	for _, f := range all {
		got, err := Program(f.said, "")
		if err != nil || got != f.want {
			t.Errorf("%s: %v\n%s\n--- is not\n%s\n--- said\n%s", f.name, err, got, f.want, f.said)
			continue
		}
		if again, err := Program(got, ""); err != nil || again != got {
			t.Errorf("%s: read again it is %v\n%s", f.name, err, again)
		}
		file, _ := sandbox.Mend(
			[]byte("package a_trait\n\nimport \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n" + got + "\n"),
		)
		if r := sandbox.Vet(file, sandbox.Options{}); !r.OK {
			t.Errorf("%s: vet says %+v", f.name, r.Problems)
		}
	}
}

// TestFormsCombined wraps each form in thoughts, tokens, line ends and prose as well.
func TestFormsCombined(t *testing.T) {
	wraps := map[string]func(string) string{
		"thought before": func(s string) string { return "<think>\nMaybe " + in("go", draft) + "\n</think>\n\n" + s },
		"token behind":   func(s string) string { return s + "<|im_end|>" },
		"blank lines":    func(s string) string { return "\n\n" + s + "\n\n" },
		"CR LF":          func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	}
	for _, f := range forms() {
		for name, wrap := range wraps {
			if strings.HasPrefix(f.name, "harmony") || strings.Contains(f.name, "ollama run") ||
				strings.HasPrefix(f.said, "[INST]") ||
				f.name == "CR" ||
				f.name == "thought behind" && name == "token behind" ||
				f.name == "im_start before" ||
				f.name == "header ids" {
				continue
			}
			if got, err := Program(wrap(f.said), ""); err != nil || got != f.want {
				t.Errorf("%s, %s: %v\n%s\n--- is not\n%s", f.name, name, err, got, f.want)
			}
		}
	}
}

const lastFile = "//go:build ignore\n\n// Graze: eat\npackage graze\n\nimport " +
	"\"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n" + graze + "\n"

func TestPatches(t *testing.T) {
	want := strings.Replace(graze, "50", "80", 1)
	for name, said := range map[string]string{
		"search and replace": "<<<<<<< SEARCH\n\tif food, ok := m.NearestFood(50); ok && food.Fit > 0.3 {\n=======\n\tif " +
			"food, ok := m.NearestFood(80); ok && food.Fit > 0.3 {\n>>>>>>> REPLACE",
		"other indentation": "graze.go\n```go\n<<<<<<< SEARCH\nif food, ok := m.NearestFood(50); ok && food.Fit > 0.3 " +
			"{\n=======\n\tif food, ok := m.NearestFood(80); ok && food.Fit > 0.3 {\n>>>>>>> REPLACE\n```",
		"unified diff": "```diff\n--- a/graze.go\n+++ b/graze.go\n@@ -8,3 +8,3 @@\n func Execute(m *trait.Molbot) " +
			"{\n-\tif food, ok := m.NearestFood(50); ok && food.Fit > 0.3 {\n+\tif food, ok := m.NearestFood(80); ok && " +
			"food.Fit > 0.3 {\n \t\tm.ThrustToward(food.DX, food.DY, 1)\n```",
		"diff without hunks": "```diff\n-\tif food, ok := m.NearestFood(50); ok && food.Fit > 0.3 {\n+\tif food, ok := " +
			"m.NearestFood(80); ok && food.Fit > 0.3 {\n```",
		"apply_patch": "*** Begin Patch\n*** Update File: graze.go\n@@\n-\tif food, ok := m.NearestFood(50); ok && " +
			"food.Fit > 0.3 {\n+\tif food, ok := m.NearestFood(80); ok && food.Fit > 0.3 {\n*** End Patch",
		"editing tool": asJSON(map[string]any{"name": "edit",
			"arguments": map[string]string{"old_string": "m.NearestFood(50)", "new_string": "m.NearestFood(80)"}}),
	} {
		got, err := Program(said, lastFile)
		if tidy, ugly := format.Source([]byte(got)); err != nil || ugly != nil || string(tidy) != want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
		var no *Rejection
		if _, err := Program(said, strings.ReplaceAll(lastFile, "50", "60")); !errors.As(err, &no) ||
			!strings.Contains(no.Reason, "send the whole function") {
			t.Errorf("%s on a program that it does not fit: %v", name, err)
		}
	}
}

// TestRefusals: an answer without a final program is rejected with a reason that the model can act on.
func TestRefusals(t *testing.T) {
	for said, want := range map[string]string{
		"":                               "empty",
		" \n ":                           "empty",
		"I can't do that with this API.": "no function Execute",
		"<think>\n" + in("go", graze):    "within a thought",
		"<think>" + graze + "</think>":   "within a thought",
		"<|channel|>analysis<|message|>" + graze + "<|end|>":                       "within a thought",
		in("go", "func Execute(m *trait.Molbot) {\n\t// ... existing code ...\n}"): "send the whole function",
		in("python", "def execute(m):\n    m.eat()"):                               "no function Execute",
	} {
		var no *Rejection
		if got, err := Program(said, ""); !errors.As(err, &no) || !strings.Contains(no.Reason, want) {
			t.Errorf("%q: %q, %v, want …%s…", said, got, err, want)
		}
	}
}

// TestWhatDoesNotParse: a program that does not parse is passed on to vet without the prose around it.
func TestWhatDoesNotParse(t *testing.T) {
	broken := "func Execute(m *trait.Molbot) {\n\tx := m.Energy() > 5 ? 1 : 2\n\tm.Turn(x, 1)\n}"
	if got, err := Program("Here:\n"+in("go", broken)+"\nIt turns.", ""); err != nil || got != broken {
		t.Errorf("%v: %q", err, got)
	}
}

func FuzzProgram(f *testing.F) {
	for _, x := range forms() {
		f.Add(x.said, "")
	}
	f.Add("<<<<<<< SEARCH\nm\n=======\nx\n>>>>>>> REPLACE", lastFile)
	f.Fuzz(func(t *testing.T, said, last string) {
		got, err := Program(said, last)
		if err == nil && strings.TrimSpace(got) == "" {
			t.Errorf("%q became nothing", said)
		}
	})
}
