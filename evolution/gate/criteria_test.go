package gate

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// TestWhatIsAskedIsTold checks that the prompt mentions every question that the gate asks of a program.
func TestWhatIsAskedIsTold(t *testing.T) {
	words := map[string]string{
		"net_energy": "net energy", "direct_benefit": "a world without it", "births": "births", "population": "population",
		"time_crowded": "near its cap", "variety": "variety", "bearers": "bearers between",
		"bearers_at_most": "bearers between",
	}
	cohort := genesis.Cohort{MolbotTime: 1000, Intake: 100, Spent: 50, Alive: 10}
	pair := genesis.TrialResult{
		Treated: cohort, Control: cohort, EarlyTreated: cohort, EarlyWithout: cohort, Sound: true, Calls: 10,
		With: genesis.Arm{
			Births: 100, MeanEntities: 100, TimeCrowded: 0.5,
		}, Without: genesis.Arm{Births: 100, MeanEntities: 100, TimeCrowded: 0.5},
	}
	for _, problem := range genesis.Problems {
		told := strings.Join(Criteria(problem, 0.92), "\n")
		for _, q := range sum([]genesis.TrialResult{pair, pair}).asked(problem, 0.92) {
			if !q.shown && (words[q.name] == "" || !strings.Contains(told, words[q.name])) {
				t.Errorf("against %s the gate asks for %s, and the model is told\n%s", problem, q.name, told)
			}
		}
	}
	if told := strings.Join(Criteria(genesis.ProblemStarvation, 0.92), "\n"); !strings.Contains(told, "×0.92") {
		t.Errorf("the policy's support is not told:\n%s", told)
	}
}
