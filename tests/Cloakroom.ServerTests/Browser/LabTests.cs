using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The attack lab of the CoffeeShop, in a real browser. What is expected stands in docs/csrf.md, for people and for this test.</summary>
public sealed class LabTests(Lab lab) : IClassFixture<Lab>
{
    private const string Read = "[...document.querySelectorAll('#matrix tbody tr')].map(r => [r.cells[0].textContent, ...[...r.cells].slice(1).map(c => c.dataset.code)].join(' | '))";

    [Fact]
    public async Task Each_defence_stops_what_the_table_says()
    {
        IPage page = await OpenAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Compare the defences" }).ClickAsync();
        await Expect(page.Locator("#status")).ToHaveTextAsync("The comparison is complete.");

        Assert.Equal(string.Join('\n', AttackTable.Rows), string.Join('\n', await page.EvaluateAsync<string[]>(Read)));
        await Looks.ExpectGoodAsync(page, "lab");
        await page.CloseAsync();
    }

    [Fact]
    public void All_together_stop_every_attack_with_a_reason_and_without_them_the_attacks_are_real()
    {
        string[][] attacks = [.. AttackTable.Rows.Select(r => r.Split(" | ")).Where(r => !r[0].StartsWith("You, ", StringComparison.Ordinal))];

        Assert.All(attacks, a => Assert.StartsWith("csrf_", a[1], StringComparison.Ordinal));
        // Without its cookie a request is nobody's; a browser can do all others.
        Assert.Equal(["fetch without credentials"], attacks.Where(a => a[2] != "gone").Select(a => a[0]));
        // No defence is there for nothing, and none is enough.
        Assert.All(Enumerable.Range(3, 5), column => Assert.Contains(attacks, a => a[column] != "gone"));
        Assert.All(Enumerable.Range(3, 5), column => Assert.Contains(attacks, a => a[column] == "gone"));
    }

    // As it happens to people: the other site is a page that they open, and the button there is pressed by them.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_visits_the_other_site_loses_nothing_with_the_defences_and_everything_without(bool on)
    {
        IPage page = await OpenAsync(), victim = await lab.Person.NewPageAsync();
        var outcomes = new List<string>();
        foreach (Attack attack in await page.EvaluateAsync<Attack[]>("async () => (await import('./attacks.js')).attacks.filter(a => a.from !== 'own')"))
        {
            outcomes.Add($"{attack.Name} | {await PlayAsync(page, victim, attack, on)}");
        }

        Assert.Equal(AttackTable.Rows.Skip(2).Select(r => r.Split(" | ")).Select(r => $"{r[0]} | {r[on ? 1 : 2]}"), outcomes);
        await page.CloseAsync();
        await victim.CloseAsync();
    }

    [Fact]
    public async Task The_page_shows_attack_and_defence_side_by_side_and_lets_one_switch()
    {
        IPage page = await OpenAsync();
        ILocator result = page.Locator("#sibling-form .result"), button = page.Locator("#sibling-form button");
        await button.ClickAsync();
        await Expect(result).ToHaveTextAsync("✓ Stopped by Fetch Metadata: it comes from a sibling csrf_same_site");

        await page.GetByLabel("Fetch Metadata").UncheckAsync();
        await button.ClickAsync();
        await Expect(result).ToHaveTextAsync("✓ Stopped by Origin: it is not the shop's csrf_origin");
        await page.GetByLabel("Origin", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await button.ClickAsync();
        await Expect(result).ToHaveTextAsync("✓ Stopped by a token: there is none csrf_token_missing");
        await page.GetByLabel("Synchronizer token").UncheckAsync();
        await button.ClickAsync();
        await Expect(result).ToHaveTextAsync("✗ 1000 points gone");

        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run all attacks" }).ClickAsync();
        await Expect(page.Locator("#status")).ToHaveTextAsync("Every attack was stopped, and you could pay.");
        await page.CloseAsync();
    }

    private async Task<string> PlayAsync(IPage shop, IPage victim, Attack attack, bool on)
    {
        JsonElement begun = await shop.EvaluateAsync<JsonElement>(
            """
            async ([on, visitor]) => await (await fetch("begin", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({
                visitor, defences: { sameSite: on, fetchMetadata: on, origin: on, synchronizerToken: on, doubleSubmit: on } }) })).json()
            """, new[] { on, attack.Visitor });
        int run = begun.GetProperty("run").GetInt32();
        await VisitAsync(
            victim, $"{lab.Attacker(attack.From == "blog")}/?attack={attack.Act ?? attack.Id}&run={run}&shop={lab.Shop}&token={begun.GetProperty("token").GetString()}");
        if (attack.Id is "link" or "form")
        {
            await victim.GetByRole(AriaRole.Button, new() { Name = "Claim your coffee" }).ClickAsync();
        }

        string? verdict = null;
        await Until.TrueAsync(
            async () => (verdict = Verdict(attack, await shop.EvaluateAsync<JsonElement>($"async () => await (await fetch('outcome?run={run}')).json()"))) is not null,
            $"{attack.Name} arrived");
        return verdict ?? "";
    }

    // What the attack before has sent off may still be on its way to its page: it arrives, and then the next is visited.
    private static async Task VisitAsync(IPage victim, string address)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                await victim.GotoAsync(address, new() { WaitUntil = WaitUntilState.Commit });
                return;
            }
            catch (PlaywrightException late) when (tries < 3 && late.Message.Contains("is interrupted by another navigation", StringComparison.Ordinal))
            {
                await Until.LoadedAsync(victim);
            }
        }
    }

    // Null while it goes on: a login is complete when the browser has put the cookie away.
    private static string? Verdict(Attack attack, JsonElement outcome) =>
        outcome.GetProperty("lost").GetInt32() == 1000 || outcome.GetProperty("user").GetString() == "mallory" ? "gone"
        : outcome.GetProperty("arrival") is not { ValueKind: JsonValueKind.Object } arrival || (attack.Visitor && arrival.GetProperty("status").GetInt32() == 200) ? null
        : arrival.GetProperty("reason").GetString();

    private async Task<IPage> OpenAsync()
    {
        IPage page = await lab.Person.NewPageAsync();
        await page.GotoAsync(lab.Page);
        await Expect(page.Locator("#attacks tr")).ToHaveCountAsync(AttackTable.Rows.Count);
        return page;
    }

    private sealed record Attack
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string From { get; init; } = "";

        public string? Act { get; init; }

        public bool Visitor { get; init; }
    }
}
