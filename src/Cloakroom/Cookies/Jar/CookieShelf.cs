namespace Cloakroom.Cookies;

/// <summary>The cookies of one domain in one partition, always in the order of the header (5.8.3 step 2).</summary>
internal sealed class CookieShelf
{
    private readonly List<KeptCookie> _cookies = new(1);

    public List<KeptCookie> Cookies => _cookies;

    /// <summary>The order of 5.8.3 step 2: longer paths first, among equals the earlier created first.</summary>
    public static int InHeaderOrder(KeptCookie x, KeptCookie y)
    {
        int order = y.Path.Length.CompareTo(x.Path.Length);
        order = order != 0 ? order : x.Creation.CompareTo(y.Creation);
        return order != 0 ? order : x.CreationOrder.CompareTo(y.CreationOrder);
    }

    public void Add(KeptCookie cookie)
    {
        int place = _cookies.Count;
        while (place > 0 && InHeaderOrder(_cookies[place - 1], cookie) > 0)
        {
            place--;
        }

        _cookies.Insert(place, cookie);
    }

    public void Remove(KeptCookie cookie) => _cookies.Remove(cookie);

    /// <summary>The cookie with the same name, host-only-flag and path (5.7 step 23).</summary>
    public KeptCookie? Twin(KeptCookie cookie)
    {
        foreach (KeptCookie other in _cookies)
        {
            if (other.HostOnly == cookie.HostOnly && other.Name.SequenceEqual(cookie.Name) && other.Path == cookie.Path)
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>Whom the draft evicts first (5.7): the cookies without Secure, and among equals the one with the earliest last access.</summary>
    public KeptCookie FirstToGo()
    {
        KeptCookie first = _cookies[0];
        foreach (KeptCookie cookie in _cookies)
        {
            if (cookie.Secure == first.Secure ? cookie.AccessNumber < first.AccessNumber : first.Secure)
            {
                first = cookie;
            }
        }

        return first;
    }
}
