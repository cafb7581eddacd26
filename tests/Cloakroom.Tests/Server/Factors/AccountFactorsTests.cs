using Cloakroom.Server.Accounts.Factors;

namespace Cloakroom.Tests.Server.Factors;

public sealed class AccountFactorsTests : IDisposable
{
    private readonly FactorRoom _room = new();

    [Fact]
    public void An_account_begins_without()
    {
        Assert.Equal(FactorState.None, _room.Factors.StateOf(_room.Id));
        Assert.False(_room.Factors.StateOf(_room.Id).HasFew);
        Assert.Null(_room.Factors.SetupOf(_room.Id));
        Assert.Null(_room.Factors.RenewRecoveryCodes(_room.Id));
    }

    [Fact]
    public void A_secret_is_shown_until_its_first_code_and_never_again()
    {
        byte[] secret = _room.Factors.BeginSetup(_room.Id) ?? [];
        Assert.Equal(secret, _room.Factors.SetupOf(_room.Id));
        Assert.False(_room.Factors.StateOf(_room.Id).IsOn);
        var added = Assert.IsType<SetupOutcome.Added>(_room.Factors.Confirm(_room.Id, CodeOf(secret)));
        Assert.Equal(10, added.RecoveryCodes.Distinct(StringComparer.Ordinal).Count());
        Assert.Null(_room.Factors.SetupOf(_room.Id));
        Assert.Equal(new FactorState(_room.Clock.GetUtcNow(), 10), _room.Factors.StateOf(_room.Id));
    }

    [Fact]
    public void A_wrong_code_turns_nothing_on_and_the_secret_stays()
    {
        byte[] secret = _room.Factors.BeginSetup(_room.Id) ?? [];
        Assert.IsType<SetupOutcome.Wrong>(_room.Factors.Confirm(_room.Id, "not a code"));
        Assert.IsType<SetupOutcome.Wrong>(_room.Factors.Confirm(_room.Id, CodeOf(Totp.NewSecret())));
        Assert.Equal(secret, _room.Factors.SetupOf(_room.Id));
        Assert.IsType<SetupOutcome.Added>(_room.Factors.Confirm(_room.Id, CodeOf(secret)));
    }

    [Fact]
    public void A_secret_waits_ten_minutes()
    {
        byte[] secret = _room.Factors.BeginSetup(_room.Id) ?? [];
        _room.Clock.Advance(AccountFactors.SetupLife);
        Assert.Null(_room.Factors.SetupOf(_room.Id));
        Assert.IsType<SetupOutcome.Over>(_room.Factors.Confirm(_room.Id, CodeOf(secret)));
    }

    [Fact]
    public void A_new_secret_takes_the_place_of_one_that_waits_and_never_of_one_that_is_on()
    {
        byte[] first = _room.Factors.BeginSetup(_room.Id) ?? [], second = _room.Factors.BeginSetup(_room.Id) ?? [];
        Assert.IsType<SetupOutcome.Wrong>(_room.Factors.Confirm(_room.Id, CodeOf(first)));
        Assert.IsType<SetupOutcome.Added>(_room.Factors.Confirm(_room.Id, CodeOf(second)));
        Assert.Null(_room.Factors.BeginSetup(_room.Id));
        Assert.IsType<SetupOutcome.Over>(_room.Factors.Confirm(_room.Id, CodeOf(second)));
    }

    [Fact]
    public void Both_stamps_and_the_mark_of_the_account_change_with_the_factor()
    {
        string before = _room.Text("SecurityStamp"), concurrency = _room.Text("ConcurrencyStamp");
        _room.WithApp();
        Assert.NotEqual(before, _room.Text("SecurityStamp"));
        Assert.NotEqual(concurrency, _room.Text("ConcurrencyStamp"));
        Assert.True(_room.IsMarked);
    }

    [Fact]
    public void New_recovery_codes_take_the_place_of_the_old_ones()
    {
        IReadOnlyList<string> old = _room.WithApp().RecoveryCodes;
        IReadOnlyList<string> made = _room.Factors.RenewRecoveryCodes(_room.Id) ?? [];
        Assert.Equal(10, made.Count);
        Assert.IsType<CodeOutcome.Wrong>(_room.Check.Try(_room.BeginLogin(), old[0]));
        Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(_room.BeginLogin(), made[0]));
    }

    [Fact]
    public void Few_is_three_or_less()
    {
        _room.WithApp();
        bool[] few = [.. _room.RecoveryCodes.Select(code =>
        {
            Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(_room.BeginLogin(), code));
            return _room.Factors.StateOf(_room.Id).HasFew;
        })];
        Assert.Equal(few.Length - 4, Array.IndexOf(few, value: true));
    }

    [Fact]
    public async Task A_reset_leaves_nothing()
    {
        _room.WithApp();
        _room.BeginLogin();
        Assert.True(await _room.Factors.ResetAsync(_room.Id));
        Assert.Equal(FactorState.None, _room.Factors.StateOf(_room.Id));
        Assert.Equal((0, 0, 0), (_room.Count("totp_factors"), _room.Count("totp_setups"), _room.Count("recovery_codes")));
        Assert.False(_room.IsMarked);
        Assert.False(await _room.Factors.ResetAsync(_room.Id));
    }

    [Fact]
    public async Task A_reset_that_rests_on_an_old_stamp_changes_nothing()
    {
        _room.WithApp();
        string stamp = _room.Text("SecurityStamp");
        _room.Run("""UPDATE accounts SET "SecurityStamp" = 'another' WHERE "Id" = $1""", _room.Id);
        Assert.False(await _room.Factors.ResetAsync(_room.Id, stamp));
        Assert.True(_room.Factors.StateOf(_room.Id).IsOn);
        Assert.True(await _room.Factors.ResetAsync(_room.Id, "another"));
    }

    [Fact]
    public void With_the_account_everything_goes()
    {
        _room.WithApp();
        _room.BeginLogin();
        _room.Run("""DELETE FROM accounts WHERE "Id" = $1""", _room.Id);
        Assert.All(new[] { "totp_factors", "recovery_codes", "pending_logins" }, t => Assert.Equal(0, _room.Count(t)));
    }

    public void Dispose() => _room.Dispose();

    private string CodeOf(byte[] secret) => Totp.CodeOf(secret, Totp.StepAt(_room.Clock.GetUtcNow()));
}
