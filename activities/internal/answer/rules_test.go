package answer

import (
	"encoding/json"
	"testing"
)

func TestRules(t *testing.T) {
	const want = `{"rules":[{"then":["eat"],"when":[]}]}`
	for _, said := range []string{
		`{"rules":[{"when":[],"then":["eat"]}]}`,
		"Sure! Here it is:\n```json\n{\"rules\":[{\"when\":[],\"then\":[\"eat\"]}]}\n```\nIt eats.",
		"<think>{\"rules\":[]} no</think>{'rules': [{'when': [], 'then': ['eat'],}],}",
		"{\"rules\": [ // one\n {\"when\": [], \"then\": [\"eat\"]}\n]}",
		`{"rules":[{"when":[],"then":["rest"]}]} No, better: {"rules":[{"when":[],"then":["eat"]}]}`,
		`{"rules":[{"when":[],"then":["eat"]`,
	} {
		v, err := Rules(said)
		got, _ := json.Marshal(v)
		if err != nil || string(got) != want {
			t.Errorf("%s\n got %s, %v", said, got, err)
		}
	}
	for _, said := range []string{"", "<think>hm", "I can't do that.", `{"answer":42}`, "[1, 2, 3]", "{{{{{{[[[[["} {
		if v, err := Rules(said); err == nil {
			t.Errorf("%q is read as %v", said, v)
		}
	}
}
