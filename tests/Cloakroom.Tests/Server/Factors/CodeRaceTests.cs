using Cloakroom.PostgreSql;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Tests.PostgreSql;

namespace Cloakroom.Tests.Server.Factors;

/// <summary>Tries side by side: never more than one after another would get (R9, Q51). A thousand runs of fifty with CLOAKROOM_LONG, a few otherwise.</summary>
public sealed class CodeRaceTests(SharedPostgres shared)
{
    private const int Racers = 50;

    private static int Runs => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? 1000 : 5;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Of_fifty_with_the_right_code_one_gets_in(string kind)
    {
        using FactorRoom room = (await RoomAsync(kind)).WithApp();
        for (int run = 0; run < Runs; run++)
        {
            // Half of them with the same pending login, the others each with one of their own: the code is one.
            string both = room.BeginLogin();
            string[] tokens = [.. Enumerable.Range(0, Racers).Select(i => i % 2 == 0 ? both : room.BeginLogin())];
            string code = room.Code;
            CodeOutcome?[] outcomes = await RaceAsync(i => room.Check.Try(tokens[i], code));
            Assert.True(outcomes.Count(o => o is CodeOutcome.Accepted) <= 1, $"run {run}: a code was taken twice");
            Assert.Contains(outcomes, o => o is CodeOutcome.Accepted);
            StartOver(room);
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Of_fifty_with_one_recovery_code_one_gets_in(string kind)
    {
        using FactorRoom room = (await RoomAsync(kind)).WithApp();
        for (int run = 0; run < Runs; run++)
        {
            string code = (room.Factors.RenewRecoveryCodes(room.Id) ?? [])[0];
            string[] tokens = [.. Enumerable.Range(0, Racers).Select(_ => room.BeginLogin())];
            CodeOutcome?[] outcomes = await RaceAsync(i => room.Check.Try(tokens[i], code));
            Assert.Single(outcomes, o => o is CodeOutcome.Accepted);
            StartOver(room);
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Of_fifty_guesses_no_more_are_looked_at_than_are_free(string kind)
    {
        using FactorRoom room = (await RoomAsync(kind)).WithApp();
        for (int run = 0; run < Runs; run++)
        {
            string one = room.BeginLogin(), guess = room.WrongCode;
            string[] tokens = [.. Enumerable.Range(0, Racers).Select(_ => room.BeginLogin())];
            CodeOutcome?[] outcomes = await RaceAsync(i => room.Check.Try(tokens[i], guess));
            Assert.InRange(outcomes.Count(o => o is CodeOutcome.Wrong), 1, CodeDelay.Free);
            StartOver(room);

            // What is no code of the app counts by the pending login.
            outcomes = await RaceAsync(_ => room.Check.Try(one, "nonsense"));
            Assert.InRange(outcomes.Count(o => o is CodeOutcome.Wrong), 0, PendingLogin.MostFailures - 1);
        }
    }

    // One that waited too long for the file, or for a connection, was not tried at all.
    private static Task<CodeOutcome?[]> RaceAsync(Func<int, CodeOutcome> attempt) => Task.WhenAll(Enumerable.Range(0, Racers).Select(i => Task.Run(() =>
    {
        try
        {
            return attempt(i);
        }
        catch (Exception busy) when (AccountsDatabase.IsUnavailable(busy))
        {
            return null;
        }
    })));

    private static void StartOver(FactorRoom room)
    {
        room.Run("UPDATE totp_factors SET Failures = 0, BlockedUntil = 0 WHERE AccountId = $1", room.Id);
        room.Clock.Advance(TimeSpan.FromSeconds(90));
    }

    private async Task<FactorRoom> RoomAsync(string kind)
    {
        if (kind == "sqlite")
        {
            return new FactorRoom();
        }

        var accounts = new PostgreSqlAccounts(PostgreSqlStoreOptions.Parse(await shared.NewDatabaseAsync()));
        accounts.Prepare();
        return new FactorRoom(accounts);
    }
}
