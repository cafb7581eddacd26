using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>Says what happens between this process and its store: one line for each change, not for each request.</summary>
internal sealed class StoreReporter(ILogger<StoreReporter> logger)
{
    public void HookFailed(Exception why) => Log.HookFailed(logger, why);

    public void Write(StoreNews news)
    {
        switch (news)
        {
            case StoreNews.Failed(var why):
                Log.StoreCallFailed(logger, why);
                break;
            case StoreNews.Away(var why):
                Log.StoreAway(logger, why);
                break;
            case StoreNews.Recovered(var after, var failures):
                Log.StoreBack(logger, (long)after.TotalMilliseconds, failures);
                break;
            case StoreNews.Replaying(var count):
                Log.StoreRegressed(logger, count);
                break;
            case StoreNews.Replayed(var count, var took):
                Log.StoreCaughtUp(logger, count, (long)took.TotalMilliseconds);
                break;
            case StoreNews.JournalFailed(var why):
                Log.JournalFailed(logger, why);
                break;
            default:
                throw new InvalidOperationException($"There is no line for {news.GetType().Name}.");
        }
    }
}
