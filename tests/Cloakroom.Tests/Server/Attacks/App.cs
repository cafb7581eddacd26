using Cloakroom.Server.Accounts.Factors;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>The authenticator app of somebody, who gets it here.</summary>
internal sealed class App
{
    private readonly Ground _ground;
    private readonly Person _person;
    private readonly byte[] _secret;

    public App(Ground ground, Person person)
    {
        (_ground, _person) = (ground, person);
        _secret = Factors.BeginSetup(person.Id) ?? [];
        Assert.IsType<SetupOutcome.Added>(Factors.Confirm(person.Id, Code));
        ground.Clock.Advance(TimeSpan.FromSeconds(30));
    }

    public string Code => Totp.CodeOf(_secret, Totp.StepAt(_ground.Clock.GetUtcNow()));

    private AccountFactors Factors => _ground.Here.Services.GetRequiredService<AccountFactors>();

    public string NewRecoveryCode() => (Factors.RenewRecoveryCodes(_person.Id) ?? [])[0];

    public async Task<string> BeginAsync()
    {
        WireAnswer answer = await _ground.Here.JsonAsync("/auth/login", _person.Credentials());
        Assert.True(answer.Code == "mfa_required", answer.ToString());
        return answer.Json.GetProperty("mfa_token").GetString() ?? "";
    }

    public Task<WireAnswer> FinishAsync(string token) => _ground.Here.JsonAsync("/auth/login/mfa", $$"""{"mfa_token":"{{token}}","code":"{{Code}}"}""");

    public async Task<WireAnswer> LogInAsync()
    {
        WireAnswer answer = await FinishAsync(await BeginAsync());
        Assert.True(answer.Status == 200, answer.ToString());
        _ground.Clock.Advance(TimeSpan.FromSeconds(30));
        return answer;
    }
}
