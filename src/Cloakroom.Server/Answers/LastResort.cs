using Cloakroom.Server.Accounts;

namespace Cloakroom.Server.Answers;

/// <summary>
/// Where everything ends that nobody else has answered: unknown addresses, broken requests, and what nobody foresaw (ASVS 16.5). The answer
/// names a trace, never a detail.
/// </summary>
internal sealed class LastResort(RequestDelegate next, ILogger<LastResort> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.ContentType is null && Unanswered(context.Response.StatusCode) is { } reason)
            {
                await Challenge.RefuseAsync(context, Refusal.Because(reason));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (BadHttpRequestException broken) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, broken.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => Refusal.Because(Reason.TooLarge, "The body is larger than this endpoint takes."),
                StatusCodes.Status408RequestTimeout => Refusal.Because(Reason.RequestTimeout),
                _ => Refusal.Because(Reason.InvalidRequest, "The request ended early or is malformed."),
            });
        }
        catch (Exception failure) when (AccountsDatabase.IsUnavailable(failure) && !context.Response.HasStarted)
        {
            Log.AccountsUnavailable(logger, failure);
            await AnswerAsync(context, Refusal.Because(Reason.StoreUnavailable));
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            Log.Unforeseen(logger, failure);
            await AnswerAsync(context, Refusal.Because(Reason.InternalError));
        }
    }

    private static Reason? Unanswered(int status) => status switch
    {
        StatusCodes.Status404NotFound => Reason.NotFound,
        StatusCodes.Status405MethodNotAllowed => Reason.MethodNotAllowed,
        StatusCodes.Status415UnsupportedMediaType => Reason.UnsupportedMediaType,
        _ => null,
    };

    private static Task AnswerAsync(HttpContext context, Refusal refusal)
    {
        context.Response.Clear();
        return Challenge.RefuseAsync(context, refusal);
    }
}
