using Cloakroom.Server.Accounts.Factors;

namespace Cloakroom.Tests.Server.Factors;

public sealed class CodeCheckTests : IDisposable
{
    private readonly FactorRoom _room = new FactorRoom().WithApp();

    [Fact]
    public void The_code_of_the_app_finishes_the_login_as_it_was_begun()
    {
        string token = _room.BeginLogin(Carrier.Token, remember: true);
        DateTimeOffset began = _room.Clock.GetUtcNow();
        _room.NextCode();
        var accepted = Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(token, _room.Code));
        Assert.Equal(new PendingLogin(_room.Id, Carrier.Token, Remember: true, began), accepted.Login);
        Assert.Null(accepted.RecoveryCodesLeft);
    }

    [Fact]
    public void How_the_first_step_was_proved_is_kept()
    {
        string token = _room.Pending.Begin(new PendingLogin(_room.Id, Carrier.Cookie, Remember: false, _room.Clock.GetUtcNow()) { Method = "fed" }, _room.Text("SecurityStamp"));
        Assert.Equal("fed", Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(token, _room.Code)).Login.Method);
    }

    [Fact]
    public void A_pending_login_is_good_once()
    {
        string token = _room.BeginLogin();
        Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(token, _room.Code));
        _room.NextCode();
        Assert.IsType<CodeOutcome.Over>(_room.Check.Try(token, _room.Code));
    }

    [Fact]
    public void A_code_is_good_once_for_all_logins_of_the_account()
    {
        string first = _room.BeginLogin(), second = _room.BeginLogin();
        Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(first, _room.Code));
        Assert.IsType<CodeOutcome.Wrong>(_room.Check.Try(second, _room.Code));
        _room.NextCode();
        Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(second, _room.Code));
    }

    [Fact]
    public void The_code_that_confirmed_the_app_is_used_up()
    {
        using var room = new FactorRoom();
        string code = "";
        byte[] secret = room.Factors.BeginSetup(room.Id) ?? [];
        code = Totp.CodeOf(secret, Totp.StepAt(room.Clock.GetUtcNow()));
        Assert.IsType<SetupOutcome.Added>(room.Factors.Confirm(room.Id, code));
        Assert.IsType<CodeOutcome.Wrong>(room.Check.Try(room.BeginLogin(), code));
    }

    [Fact]
    public void Ten_minutes_later_the_login_is_over()
    {
        string token = _room.BeginLogin(), other = _room.BeginLogin();
        _room.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.True(_room.Pending.IsLive(token));
        Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(token, _room.Code));
        _room.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_room.Pending.IsLive(other));
        Assert.IsType<CodeOutcome.Over>(_room.Check.Try(other, _room.RecoveryCodes[0]));
    }

    [Fact]
    public void After_five_wrong_codes_the_login_is_over_whatever_comes_next()
    {
        string token = _room.BeginLogin();
        Assert.All(Enumerable.Range(0, 4), _ => Assert.IsType<CodeOutcome.Wrong>(_room.Check.Try(token, "nonsense")));
        Assert.IsType<CodeOutcome.Over>(_room.Check.Try(token, "nonsense"));
        Assert.IsType<CodeOutcome.Over>(_room.Check.Try(token, _room.Code));
    }

    [Fact]
    public void New_logins_give_no_new_tries_of_the_app()
    {
        for (int i = 0; i < CodeDelay.Free; i++)
        {
            Assert.IsType<CodeOutcome.Wrong>(_room.Check.Try(_room.BeginLogin(), _room.WrongCode));
        }

        string token = _room.BeginLogin();
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<CodeOutcome.Wait>(_room.Check.Try(token, _room.Code)).Time);
        _room.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<CodeOutcome.Wrong>(_room.Check.Try(token, _room.WrongCode));
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.IsType<CodeOutcome.Wait>(_room.Check.Try(token, _room.Code)).Time);
    }

    [Fact]
    public void A_right_code_starts_the_count_anew_and_a_recovery_code_does_not()
    {
        Wrong(CodeDelay.Free - 1);
        Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(_room.BeginLogin(), _room.RecoveryCodes[0]));
        Wrong(1);
        Assert.IsType<CodeOutcome.Wait>(_room.Check.Try(_room.BeginLogin(), _room.Code));
        _room.NextCode();
        Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(_room.BeginLogin(), _room.Code));
        Wrong(CodeDelay.Free - 1);
        _room.NextCode();
        Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(_room.BeginLogin(), _room.Code));
    }

    [Fact]
    public void A_recovery_code_works_once_also_while_the_app_must_wait()
    {
        Wrong(CodeDelay.Free);
        Assert.IsType<CodeOutcome.Wait>(_room.Check.Try(_room.BeginLogin(), _room.Code));
        Assert.Equal(9, Assert.IsType<CodeOutcome.Accepted>(_room.Check.Try(_room.BeginLogin(), _room.RecoveryCodes[3].ToLowerInvariant())).RecoveryCodesLeft);
        Assert.IsType<CodeOutcome.Wrong>(_room.Check.Try(_room.BeginLogin(), _room.RecoveryCodes[3]));
        Assert.Equal(9, _room.Factors.StateOf(_room.Id).RecoveryCodes);
    }

    [Fact]
    public void A_recovery_code_of_somebody_else_is_wrong()
    {
        using FactorRoom bob = new FactorRoom(_room.Database).WithApp();
        Assert.IsType<CodeOutcome.Wrong>(_room.Check.Try(_room.BeginLogin(), bob.RecoveryCodes[0]));
        Assert.Equal(10, bob.Factors.StateOf(bob.Id).RecoveryCodes);
    }

    [Theory]
    [InlineData("""UPDATE accounts SET "DisabledAt" = 1 WHERE "Id" = $1""")]
    [InlineData("""UPDATE accounts SET "SecurityStamp" = 'another' WHERE "Id" = $1""")]
    [InlineData("""DELETE FROM accounts WHERE "Id" = $1""")]
    public void What_changes_the_account_ends_the_pending_login(string change)
    {
        string token = _room.BeginLogin();
        _room.Run(change, _room.Id);
        Assert.IsType<CodeOutcome.Over>(_room.Check.Try(token, _room.Code));
        Assert.Equal(0, _room.Count("pending_logins"));
    }

    [Fact]
    public async Task What_changes_the_factor_ends_the_pending_login()
    {
        string token = _room.BeginLogin();
        Assert.True(await _room.Factors.ResetAsync(_room.Id));
        _room.WithApp();
        Assert.IsType<CodeOutcome.Over>(_room.Check.Try(token, _room.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("half way")]
    public void A_token_that_nobody_gave_out_is_nothing(string token)
    {
        Assert.Null(Assert.IsType<CodeOutcome.Over>(_room.Check.Try(token, _room.Code)).AccountId);
        Assert.False(_room.Pending.IsLive(token));
    }

    [Fact]
    public void A_secret_that_does_not_open_takes_no_code_and_counts()
    {
        _room.Run("UPDATE totp_factors SET Secret = $2 WHERE AccountId = $1", _room.Id, new byte[] { 1, 2, 3 });
        Wrong(CodeDelay.Free);
        Assert.IsType<CodeOutcome.Wait>(_room.Check.Try(_room.BeginLogin(), _room.Code));
    }

    [Fact]
    public void Neither_the_token_nor_a_recovery_code_is_in_the_database()
    {
        string token = _room.BeginLogin();
        _room.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] file = File.ReadAllBytes(((Cloakroom.Server.Accounts.SqliteAccounts)_room.Database).Place);
        Assert.True(file.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(_room.Id)) > 0);
        Assert.All(_room.RecoveryCodes.Select(c => c.Replace("-", "", StringComparison.Ordinal)).Append(token),
            secret => Assert.Equal(-1, file.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret))));
    }

    [Fact]
    public void Old_logins_are_swept_by_new_ones()
    {
        Assert.All(Enumerable.Range(0, 3), _ => Assert.NotEmpty(_room.BeginLogin()));
        _room.Clock.Advance(PendingLogin.Life);
        _room.BeginLogin();
        Assert.Equal(1, _room.Count("pending_logins"));
    }

    public void Dispose() => _room.Dispose();

    private void Wrong(int times) => Assert.All(Enumerable.Range(0, times), _ => Assert.IsType<CodeOutcome.Wrong>(_room.Check.Try(_room.BeginLogin(), _room.WrongCode)));
}
