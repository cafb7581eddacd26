using Cloakroom.Bench.Accounts;
using Cloakroom.Server.Accounts;

namespace Cloakroom.Tests.Server.Throttling;

/// <summary>
/// That no kind of account is told by the time of the answer (promise T20). The clock is read in the long run only; in each run the same
/// trial shows that all kinds are answered alike, and PasswordCheckTests and attack A084 that they are as much work.
/// </summary>
public sealed class EnumerationTimeTests
{
    // With 2,000 of each kind the bounds are five deviations of chance away from the middle.
    private const int Tries = 2000, FewTries = 5, FewRounds = 1000;

    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    [Fact]
    public async Task Two_kinds_of_accounts_cannot_be_told_by_the_time_of_a_wrong_password()
    {
        (int tries, int rounds) = IsLong ? (Tries, AccountsRegistration.Iterations) : (FewTries, FewRounds);
        EnumerationTrial trial = await EnumerationTrial.RunAsync(tries, rounds, TestContext.Current.CancellationToken);
        Assert.Equal(11, trial.Pairs().Count());
        Assert.All(trial.Pairs(), pair => Assert.True(!IsLong || pair.Auc is >= 0.45 and <= 0.55, $"{pair.One} and {pair.Other}: AUC {pair.Auc:F3}"));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(100, 1)]
    [InlineData(-100, 0)]
    [InlineData(50, 0.875)]
    public void The_measure_sees_a_shift(int by, double expected)
    {
        double[] times = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        Assert.Equal(expected, Auc.Of(times, [.. times.Select(t => t + by)]), 0.01);
    }
}
