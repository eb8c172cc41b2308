export const texts = {
  title: "Feedback",
  lede: "Ratings, corrections and reviews, which become data for the next turn.",
  empty: "No feedback yet",
  emptyHint: "Ratings sent by applications and items that wait for review are counted here.",
} as const;
