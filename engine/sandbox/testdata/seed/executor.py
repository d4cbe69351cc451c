"""The trait executor of the seed's architecture (5.5), without its time budget: 500 entities with three traits each.

Prints the best time of a tick in seconds. The traits only steer: what they sense is given.
"""

import asyncio
import math
import time


class Entity:
    def __init__(self, i):
        self.energy, self.max_energy, self.age = float(i % 100), 100.0, float(i)
        self.food = (3.0, 4.0, 5.0)
        self.other = (-6.0, 8.0)
        self.vx = self.vy = self.effort = 0.0
        self.eats = False
        self.memory = [0.0] * 8
        self.traits = [Steer(), Forager(), Herd()]
        self.deactivated_traits = []


class Steer:
    async def execute(self, e):
        hunger = 1 - e.energy / e.max_energy
        dx, dy = 1.0, 0.5
        if hunger > 0.3:
            dx = dx * hunger + 0.1
            dy = dy * (1 - hunger)
        e.vx, e.vy, e.effort = dx, dy, min(1.0, dx * dx + dy * dy)


class Forager:
    async def execute(self, e):
        need = max(0.0, min(1.0, 1.2 - e.energy / e.max_energy))
        dx, dy, distance = e.food
        if need > 0.25:
            e.vx, e.vy, e.effort = dx, dy, need
            e.eats = distance < 6
            return
        turn = 0.2 * math.sin(e.age / 30)
        e.vx, e.vy = math.cos(turn), math.sin(turn)


class Herd:
    async def execute(self, e):
        ways = [(*e.other, 2.0)]
        dx = sum(x * w for x, _, w in ways)
        dy = sum(y * w for _, y, w in ways)
        e.memory[0] = e.memory[0] * 0.5 + len(ways)
        e.vx, e.vy, e.effort = dx, dy, 0.4


class TraitExecutor:
    TRAIT_TIMEOUT_SEC = 0.005

    async def execute_all_entities(self, entities):
        for entity in entities:
            await self._execute_entity_traits(entity)

    async def _execute_entity_traits(self, entity):
        failed_traits = []
        for trait in entity.traits:
            try:
                await asyncio.wait_for(trait.execute(entity), timeout=self.TRAIT_TIMEOUT_SEC)
            except asyncio.TimeoutError:
                failed_traits.append(trait)
            except Exception:
                failed_traits.append(trait)
        for trait in failed_traits:
            entity.traits.remove(trait)
            entity.deactivated_traits.append(trait.__class__.__name__)


async def main():
    entities, executor, best = [Entity(i) for i in range(500)], TraitExecutor(), math.inf
    for _ in range(20):
        start = time.perf_counter()
        await executor.execute_all_entities(entities)
        best = min(best, time.perf_counter() - start)
    print(best)


asyncio.run(main())
